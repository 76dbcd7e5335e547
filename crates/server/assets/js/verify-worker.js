// Fetches a record and verifies it, in a Web Worker: everything, from the first byte, with the code that the command
// line uses. The order of the calls is that of crates/booth/src/verify/mod.rs.
//
// The page sends one message, an Order. It gets back messages with a `kind`:
//   progress {stage, of, entries, bodies, ballots}    done {result}    failed {code, text}

import { load, seed } from "./wasm.js";

/**
 * @typedef {object} Order
 * @property {string} [folder]      The address of the election's public folder, `…/e/NAME/`.
 * @property {Map<string, File>} [files]  The files of that folder, if they are on this device.
 * @property {string} day           The day of the verification, `2026-11-23`.
 * @property {string} [logKey]      The key of the log, if the reader has it from elsewhere.
 * @property {string} [election]    The election's fingerprint, if the reader has it from elsewhere.
 * @property {string} [kept]        A checkpoint that the reader kept.
 * @property {string[]} [promises]  Promises to look after.
 * @property {{poll: string, tracker: string}[]} [trackers]  Ballots to look for.
 */
/** @typedef {Awaited<ReturnType<typeof load>>} Program */

/** So many bodies are fetched at a time. */
const AT_A_TIME = 8;
/** So many milliseconds at least are between two messages about progress. */
const PAUSE = 100;

/** @typedef {(path: string) => Promise<Response | null>} Folder A file by its path; nothing if there is none. */

/** The election's folder at an address. @param {string} folder @returns {Folder} */
const fetched = (folder) => async (path) => {
  const url = new URL(path, folder);
  const response = await fetch(url, { cache: "no-cache" });
  if (response.status === 404 || response.status === 410) return null;
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status}`);
  return response;
};

/** The election's folder on this device. @param {Map<string, File>} files @returns {Folder} */
const opened = (files) => async (path) => {
  const file = files.get(path);
  return file ? new Response(file) : null;
};

/**
 * @param {Response} response
 * @returns {Promise<Uint8Array>}
 */
const bytes = async (response) => new Uint8Array(await response.arrayBuffer());

/**
 * Verifies a record.
 * @param {Program} booth
 * @param {Order} order
 * @param {(message: object) => void} tell
 * @returns {Promise<object>}
 */
export async function verify(booth, order, tell) {
  const file = order.files ? opened(order.files) : fetched(order.folder);
  let last = 0;
  /** @param {string} stage @param {number} of */
  const progress = (stage, of) => {
    const now = Date.now();
    if (now - last < PAUSE) return;
    last = now;
    tell({ kind: "progress", stage, of, ...booth.call("progress") });
  };

  booth.call("start", { as_of: order.day, seed: seed() });
  if (order.logKey) booth.call("expect_log_key", order.logKey);
  if (order.election) booth.call("expect_election", order.election);
  for (const promise of order.promises ?? []) booth.call("promise", promise);
  for (const tracker of order.trackers ?? []) booth.call("tracker", tracker);

  const checkpoint = await file("record/checkpoint");
  if (!checkpoint) throw new Error("there is no record here: record/checkpoint is missing");
  const { entries, files } = booth.call("checkpoint", await bytes(checkpoint));
  if (order.kept) booth.call("keep", order.kept);

  for (const [index, { path, full }] of files.entries()) {
    // A file that was not full may have been replaced by a fuller one since.
    const found = (await file(`record/${path}`)) ?? (full && (await file(`record/${full}`)));
    if (found) await bundle(booth, file, index, await bytes(found));
    progress("entries", entries);
  }

  const { polls } = booth.call("end_entries");
  for (const poll of polls) {
    const archive = await file(`polls/${poll}.bel`);
    if (archive?.body) await read(booth, poll, archive.body, () => progress("polls", entries));
  }
  return booth.call("finish");
}

/**
 * A file of entries, and the bodies that they refer to.
 * @param {Program} booth
 * @param {Folder} file
 * @param {number} index
 * @param {Uint8Array} found
 */
async function bundle(booth, file, index, found) {
  let names;
  try {
    ({ bodies: names } = booth.call("bundle", found, index));
  } catch (refusal) {
    // A damaged file is a fault of the record, which the verification has noted, and no reason to stop.
    if (/** @type {any} */ (refusal).code === "bundle") return;
    throw refusal;
  }
  const waiting = names.values();
  const fetchSome = async () => {
    for (const name of waiting) await body(booth, file, name);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, fetchSome));
}

/**
 * @param {Program} booth
 * @param {Folder} file
 * @param {string} name
 */
async function body(booth, file, name) {
  const found = await file(`bodies/${name.slice(0, 2)}/${name}`);
  if (!found) {
    booth.call("no_body", { name });
    return;
  }
  const content = await bytes(found);
  const named = new Uint8Array(name.length + content.length);
  named.set(new TextEncoder().encode(name));
  named.set(content, name.length);
  booth.call("body", named);
}

/**
 * The archive of a poll, piece by piece as it comes.
 * @param {Program} booth
 * @param {string} poll
 * @param {ReadableStream<Uint8Array>} stream
 * @param {() => void} progress
 */
async function read(booth, poll, stream, progress) {
  booth.call("archive", poll);
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    booth.call("piece", value);
    progress();
  }
  booth.call("end_archive");
}

if (typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope) {
  self.onmessage = async ({ data }) => {
    const tell = (/** @type {object} */ message) => self.postMessage(message);
    try {
      tell({ kind: "done", result: await verify(await load("verify"), data, tell) });
    } catch (error) {
      const { code, message } = /** @type {any} */ (error);
      tell({ kind: "failed", code: code ?? "failed", text: message });
    }
  };
}
