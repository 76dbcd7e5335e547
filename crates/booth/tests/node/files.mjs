// Lets programs for the browser run in node: `fetch` reads files.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

globalThis.fetch = async (address) => {
  try {
    return new Response(await readFile(fileURLToPath(address)));
  } catch {
    return new Response(null, { status: 404 });
  }
};

/** What the test says, as JSON on standard input. */
export async function told() {
  let text = "";
  for await (const piece of process.stdin) text += piece;
  return JSON.parse(text);
}

/** Answers the test. */
export const answer = (value) => process.stdout.write(JSON.stringify(value));
