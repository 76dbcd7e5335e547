// Loads a program that was built from the crate `booth`, and calls its functions.
//
// Bytes go in and JSON comes out: `{"ok": …}` or `{"error": {"code": …, "text": …}}`. Nothing is kept here.

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

/** Loads a program once. @param {"vote" | "verify" | "report"} name @returns {Promise<Program>} */
export function load(name) {
  if (!loaded.has(name)) {
    loaded.set(name, fetchProgram(name));
  }
  return loaded.get(name);
}

async function fetchProgram(name) {
  const address = new URL(`../wasm/${name}.wasm`, import.meta.url);
  const response = await fetch(address);
  if (!response.ok) {
    throw new Failure("load", `${name}.wasm: ${response.statusText}`);
  }
  const { instance } = await WebAssembly.instantiate(await response.arrayBuffer(), {});
  return new Program(instance.exports, name);
}
