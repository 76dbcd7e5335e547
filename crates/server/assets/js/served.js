// What the program of a page needs from outside itself, where the page comes from a server. In a file that somebody keeps
// kept.js stands in the place of this file, and gives the same from inside itself.

/** The bytes of a program that was built from the crate `booth`. @param {string} name */
export async function program(name) {
  const response = await fetch(new URL(`../wasm/${name}.wasm`, import.meta.url));
  if (!response.ok) {
    throw new Error(`${name}.wasm: ${response.statusText}`);
  }
  return response.arrayBuffer();
}

/** The worker that verifies. */
export const verifier = () => new Worker(new URL("./verify-worker.js", import.meta.url), { type: "module" });

/**
 * Where the election is: the folder of its public files, and the calls about it; nothing if that is not known.
 * @param {HTMLElement} page
 * @returns {{files: string, api: string} | null}
 */
export function election({ dataset }) {
  const here = (path) => new URL(`${dataset.root}../${path}`, window.location.href).href;
  return { files: here(`e/${dataset.election}/`), api: here(`api/v1/e/${dataset.election}`) };
}

/** Files of an election on this device that the reader chose: only who keeps the program can. */
export const chosen = () => undefined;
