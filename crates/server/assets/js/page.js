// What every page with a program needs: its elements, its words, its address of the server.

/** The element with this id. @param {string} id @returns {any} */
export const at = (id) => document.getElementById(id);

/** The words of a page: `li[data-word]` inside the list with this id. @param {string} id */
export function words(id) {
  const found = new Map();
  for (const item of document.querySelectorAll(`#${id} [data-word]`)) {
    found.set(item.dataset.word, item.textContent);
  }
  return (word) => found.get(word) ?? word;
}

/** Shows one step of a page, hides the others, and puts the reader at its heading. @param {string} id */
export function show(id) {
  for (const step of document.querySelectorAll(".step")) {
    step.hidden = step.id !== id;
  }
  const heading = at(id).querySelector("h2");
  if (heading) {
    heading.tabIndex = -1;
    heading.focus();
  }
}

/** A problem that the server tells of, or that there is no server. */
export class Problem extends Error {
  /** @param {string} word @param {string} text @param {number} status */
  constructor(word, text, status) {
    super(text);
    this.word = word;
    this.status = status;
  }
}

/**
 * Asks the server. Gives what it answers as JSON; throws a Problem.
 * @param {string} address @param {unknown} [body] is sent, if it is given
 */
export async function ask(address, body) {
  const options = body === undefined
    ? {}
    : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await reach(address, options);
  const answer = await response.json().catch(() => ({}));
  if (response.ok) {
    return answer;
  }
  const word = String(answer.type ?? "").replace("urn:veche:problem:", "");
  throw new Problem(word, answer.detail ?? response.statusText, response.status);
}

/** The bytes at an address; throws a Problem. @param {string} address */
export async function bytes(address) {
  const response = await reach(address, { cache: "no-store" });
  if (!response.ok) {
    throw new Problem("not-found", response.statusText, response.status);
  }
  return new Uint8Array(await response.arrayBuffer());
}

async function reach(address, options) {
  try {
    return await fetch(address, { credentials: "omit", referrerPolicy: "no-referrer", ...options });
  } catch {
    throw new Problem("offline", "there is no connection", 0);
  }
}

/** A text in an address: Base64 has signs there that mean something else. @param {string} text */
export const inAddress = (text) => encodeURIComponent(text.replaceAll("+", "-").replaceAll("/", "_"));
