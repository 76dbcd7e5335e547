// A copy of the public files of an election, as docs/record.md (1, 2) has them, and a proxy that shows a copy to a reader in
// the place of what the server has.

import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Every public file of an election with fewer than 256 entries: path and bytes. @param {string} folder `…/e/NAME/` */
export async function copy(folder) {
  const files = new Map();
  const take = async (path) => {
    const response = await fetch(folder + path);
    if (!response.ok) {
      throw new Error(`${path}: ${response.status}`);
    }
    files.set(path, Buffer.from(await response.arrayBuffer()));
    return files.get(path);
  };
  const [, size] = (await take("record/checkpoint")).toString().split("\n");
  await take(`record/tile/0/000.p/${size}`);
  const bundle = await take(`record/tile/entries/000.p/${size}`);
  for (let at = 0; at < bundle.length; ) {
    const end = at + 2 + bundle.readUInt16BE(at);
    const leaf = bundle.toString("utf8", at + 2, end);
    at = end;
    for (const [, name] of leaf.matchAll(/"plain":"([0-9a-f]{64})"/g)) {
      await take(`bodies/${name.slice(0, 2)}/${name}`);
    }
    const { act } = JSON.parse(leaf).entry;
    if (act.kind === "poll_opened") {
      await take(`polls/${act.poll}.bel`);
    }
  }
  return files;
}

/** Writes a copy into a folder, as the election's folder would be. */
export function write(files, folder) {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}

/** Reads a copy from an election's folder. */
export function read(folder) {
  const names = readdirSync(folder, { recursive: true }).filter((name) => statSync(join(folder, name)).isFile());
  return new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
}

/** Whatever is asked of the election's public files is answered from a copy; everything else by the server. */
export const show = (context, folder, files) =>
  context.route(`${folder}**`, async (route) => {
    const body = files.get(route.request().url().slice(folder.length));
    await route.fulfill(body ? { status: 200, body } : { status: 404 });
  });
