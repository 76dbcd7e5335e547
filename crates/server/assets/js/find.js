// Finds a ballot by its tracker, and says whether a ballot bears a credential. A private credential never leaves the page.

import { ask, at, bytes, inAddress, words } from "./page.js";
import { load } from "./wasm.js";

const say = words("find-words");
const PRIVATE = /^[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}-[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}$/;

/** The address of the chosen poll in the API, from that of its archive. */
function api() {
  const option = at("find-poll").selectedOptions[0];
  const [, root, election] = option.dataset.archive.match(/^(.*)e\/([^/]+)\/polls\//);
  return `${root}api/v1/e/${election}/polls/${option.value}`;
}

function result(text, fine) {
  const line = document.createElement("p");
  line.className = fine ? "verdict" : "warning";
  line.textContent = text;
  at("find-result").replaceChildren(line);
  at("find-progress").textContent = "";
  at("find-result").focus();
}

async function attempt(work) {
  at("find-progress").textContent = say("reading");
  try {
    await work();
  } catch (error) {
    result(error.message, false);
  }
}

async function byTracker() {
  const tracker = at("find-tracker").value.trim();
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(tracker)) {
    return result(say("wrong-form"), false);
  }
  const found = await ask(`${api()}/ballots/${inAddress(tracker)}`);
  const word = { published: "counts", waiting: "waiting", replaced: "replaced" }[found.state] ?? "none";
  return result(say(word), found.state === "published");
}

async function byCredential() {
  const typed = at("find-credential").value.trim();
  let own = typed;
  if (PRIVATE.test(typed)) {
    const [wasm, election] = await Promise.all([load("vote"), bytes(`${api()}/election`)]);
    wasm.call("poll", election);
    own = wasm.call("credential", typed);
  }
  at("find-credential").value = "";
  if (!/^[0-9a-zA-Z]{32,}$/.test(own)) {
    return result(say("wrong-form"), false);
  }
  const found = await ask(`${api()}/credentials/${inAddress(own)}`);
  const word = found.tracker ? "credential-counts" : "credential-none";
  return result(say(found.on_roll ? word : "credential-unknown"), found.on_roll);
}

at("find")?.addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(byTracker);
});
at("find-credential-submit")?.addEventListener("click", () => attempt(byCredential));
