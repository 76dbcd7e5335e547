// What a program needs from outside itself, in a file that somebody keeps: the programs are inside the file, and the
// election is at an address that the reader names, or in a folder on this device. See served.js.

/** What is inside, by name. A worker has no page: it was handed what it needs. @param {string} name */
const inside = (name) => self.inside?.[name] ?? document.getElementById(`inside-${name}`).textContent;

/** The bytes of a program that was built from the crate `booth`. @param {string} name */
export async function program(name) {
  const text = atob(inside(name));
  const bytes = new Uint8Array(text.length);
  for (let place = 0; place < text.length; place += 1) {
    bytes[place] = text.charCodeAt(place);
  }
  return bytes.buffer;
}

/** The worker that verifies. */
export function verifier() {
  const handed = `self.inside = ${JSON.stringify({ verify: inside("verify") })};\n`;
  const source = new Blob([handed, inside("worker")], { type: "text/javascript" });
  return new Worker(URL.createObjectURL(source));
}

/**
 * Where the election is, from the address of any page or file of it; nothing if it is none.
 * @returns {{files: string, api: string} | null}
 */
export function election() {
  const address = document.getElementById("kept-address").value.trim();
  const found = address.match(/^(https?:\/\/[^?#]*?\/)(?:(?:en|be|ru)\/)?e\/([^/?#]+)/);
  return found && { files: `${found[1]}e/${found[2]}/`, api: `${found[1]}api/v1/e/${found[2]}` };
}

/**
 * Files of an election on this device that the reader chose, by their paths in its folder; nothing if none were chosen.
 * @returns {Map<string, File> | undefined}
 */
export function chosen() {
  const files = [...(document.getElementById("kept-folder")?.files ?? [])];
  if (!files.length) {
    return undefined;
  }
  // The folder that was chosen stands before each path; the election may lie deeper.
  const first = files.find(({ webkitRelativePath: path }) => path.endsWith("/record/checkpoint"));
  const folder = first ? first.webkitRelativePath.slice(0, -"record/checkpoint".length) : "";
  const own = files.filter(({ webkitRelativePath: path }) => path.startsWith(folder));
  return new Map(own.map((file) => [file.webkitRelativePath.slice(folder.length), file]));
}
