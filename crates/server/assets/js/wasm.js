// Loads a program that was built from the crate `booth`, and calls its functions.
//
// Bytes go in and JSON comes out: `{"ok": …}` or `{"error": {"code": …, "text": …}}`. Nothing is kept here.

import { program } from "./served.js";

/** What a function refused. `code` names the case. */
export class Failure extends Error {
  /** @param {string} code @param {string} text @param {object} [fields] */
  constructor(code, text, fields = {}) {
    super(text);
    this.code = code;
    this.fields = fields;
  }
}

/** 32 random bytes in Base64: everything secret is made from these. */
export function seed() {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes));
}

/** A loaded program. */
class Program {
  #exports;
  #name;

  /** @param {WebAssembly.Exports} exports @param {string} name */
  constructor(exports, name) {
    this.#exports = exports;
    this.#name = name;
  }

  /**
   * Calls a function. Bytes and texts are handed on as they are, anything else as JSON.
   * @param {string} name @param {unknown} [argument] @param {...number} before numbers that come first
   */
  call(name, argument = "", ...before) {
    const wasm = this.#exports;
    const bytes = argument instanceof Uint8Array
      ? argument
      : new TextEncoder().encode(typeof argument === "string" ? argument : JSON.stringify(argument));
    const place = wasm.alloc(bytes.length);
    new Uint8Array(wasm.memory.buffer, place, bytes.length).set(bytes);
    // The argument is given back by the call, wiped.
    const answer = wasm[`${this.#name}_${name}`](...before, place, bytes.length);
    const length = new DataView(wasm.memory.buffer).getUint32(answer, true);
    const text = new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, answer + 4, length));
    wasm.free(answer, length + 4);
    const { ok, error } = JSON.parse(text);
    if (error) {
      throw new Failure(error.code, error.text, error);
    }
    return ok;
  }
}

const loaded = new Map();

/** Loads a program once. @param {"vote" | "verify" | "report" | "sealed"} name @returns {Promise<Program>} */
export function load(name) {
  if (!loaded.has(name)) {
    const loading = loadProgram(name);
    loaded.set(name, loading);
    // Without a connection it is tried again later.
    loading.catch(() => loaded.delete(name));
  }
  return loaded.get(name);
}

async function loadProgram(name) {
  const { instance } = await WebAssembly.instantiate(await program(name), {});
  // The program that seals makes reports like the smaller one.
  return new Program(instance.exports, name === "sealed" ? "report" : name);
}
