// A report from a telephone: made on the device with a key that is used once, shown whole before it is sent, and kept for
// later where there is no connection.
//
// Pictures are drawn anew, so that nothing but their points is left. Nothing is stored on the device unless sending fails
// for want of a connection; then the finished report waits, in this tab only.

import { Problem, ask, at, show, words } from "./page.js";
import { load, seed } from "./wasm.js";

const say = words("report-words");
const form = at("report");
const api = `${form.dataset.root}../api/v1/e/${form.dataset.election}`;
/** Longer sides than this are made smaller: a picture must fit what the call of the election allows. */
const SIDE = 1_600;
/** So many tries are made between two looks at the page. */
const TRIES = 20_000;

const state = { made: null, pictures: [], waiting: [] };

const progress = (text) => {
  at("report-progress").textContent = text;
};

/** A picture without anything but its points. @param {File} file */
async function redraw(file, limit) {
  const picture = await createImageBitmap(file);
  for (let side = SIDE; side >= 200; side = Math.floor(side * 0.7)) {
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
    // Base64 inside Base64, and some room for the rest of the body.
    if (blob.size * 1.4 + 300 < limit) {
      return base64(new Uint8Array(await blob.arrayBuffer()));
    }
  }
  throw new Error(say("not-a-picture"));
}

function base64(bytes) {
  let text = "";
  for (const byte of bytes) {
    text += String.fromCharCode(byte);
  }
  return btoa(text);
}

async function takePictures() {
  const { body_bytes: limit } = await ask(api);
  const list = at("report-files-list");
  for (const file of at("report-files").files) {
    const item = document.createElement("li");
    try {
      const data = await redraw(file, limit);
      const picture = { media: "image/jpeg", data };
      state.pictures.push(picture);
      const remove = document.createElement("button");
      remove.type = "button";
      remove.className = "second";
      remove.textContent = say("remove");
      remove.addEventListener("click", () => {
        state.pictures = state.pictures.filter((kept) => kept !== picture);
        item.remove();
      });
      item.append(`${say("stripped")} `, remove);
    } catch {
      item.textContent = say("not-a-picture");
    }
    list.append(item);
  }
  at("report-files").value = "";
}

/** The fields of the entry, as docs/entries.md has them. Empty ones are left out. */
function fields() {
  const value = (id) => at(id).value.trim();
  const when = { from: value("report-from") };
  if (value("report-to") && value("report-to") !== when.from) {
    when.to = value("report-to");
  }
  const report = {
    code: value("report-code"),
    when,
    place: value("report-place"),
    actor: value("report-actor"),
    connection: value("report-connection"),
  };
  if (value("report-role")) {
    const least = Number(value("report-least") || "1");
    const most = value("report-most") ? Number(value("report-most")) : undefined;
    report.affected = [{ who: value("report-role"), number: most === undefined ? { min: least } : { min: least, max: most } }];
  }
  return report;
}

async function make() {
  progress(say("working"));
  const [wasm, election] = await Promise.all([load("report"), ask(api)]);
  const text = at("report-text").value;
  const report = fields();
  const made = wasm.call("make", {
    election: election.id,
    report,
    text,
    language: document.documentElement.lang,
    attachments: state.pictures,
    seed: seed(),
  });
  progress("");
  state.made = made;
  preview(report, text);
}

/** Everything that will be public, in the form's own words. */
function preview(report, text) {
  const list = at("report-preview-text");
  list.replaceChildren();
  const add = (id, shown) => {
    const label = document.querySelector(`label[for="${id}"]`)?.textContent ?? id;
    const term = document.createElement("dt");
    term.textContent = label;
    const what = document.createElement("dd");
    what.dir = "auto";
    what.textContent = shown;
    list.append(term, what);
  };
  for (const id of ["report-code", "report-role", "report-actor", "report-connection"]) {
    if (at(id).value) {
      add(id, at(id).selectedOptions[0].textContent);
    }
  }
  add("report-from", report.when.to ? `${report.when.from} – ${report.when.to}` : report.when.from);
  add("report-place", report.place);
  if (text.trim()) {
    add("report-text", text);
  }
  if (state.pictures.length) {
    add("report-files", String(state.pictures.length));
  }
  show("report-preview");
}

/** The work that a stranger's device does, so that a flood costs its sender something. */
async function work(wasm, id) {
  const { challenge, bits } = await ask(`${form.dataset.root}../api/v1/work`);
  const bytes = new Uint8Array([...`${challenge}${id}`.matchAll(/../g)].map(([digits]) => parseInt(digits, 16)));
  for (let from = 0; ; from += TRIES) {
    const { nonce } = wasm.call("work", { challenge: base64(bytes), bits, from, tries: TRIES });
    if (nonce !== null) {
      return nonce;
    }
    // The page stays alive meanwhile.
    await new Promise((done) => setTimeout(done));
  }
}

async function send(made) {
  const wasm = await load("report");
  progress(say("working"));
  const nonce = await work(wasm, made.id);
  progress(say("sending"));
  return ask(`${api}/entries`, {
    entry: JSON.parse(made.entry),
    bodies: made.bodies.map(({ name, data }) => ({ plain: name, data })),
    nonce,
  });
}

async function sendOrKeep() {
  const { made } = state;
  try {
    const answer = await send(made);
    finish(made, answer);
  } catch (error) {
    if (error instanceof Problem && error.word === "offline") {
      state.waiting.push(made);
      queue();
      progress(say("offline"));
      return;
    }
    progress(`${say("refused")} ${error.message}`);
  }
}

function finish(made, answer) {
  progress("");
  if (answer.number !== null && answer.number !== undefined) {
    at("report-entry").href = `../entry/${answer.number}/`;
  }
  at("report-key").value = made.secret;
  state.made = null;
  state.pictures = [];
  form.reset();
  at("report-files-list").replaceChildren();
  at("report-preview-text").replaceChildren();
  show("report-done");
}

function queue() {
  at("report-queue").hidden = state.waiting.length === 0;
  at("report-queue-list").replaceChildren(
    ...state.waiting.map(({ id }) => {
      const item = document.createElement("li");
      item.textContent = id.slice(0, 12);
      return item;
    }),
  );
}

/** Sends what waits, as soon as there is a connection. */
async function retry() {
  for (const made of [...state.waiting]) {
    try {
      const answer = await send(made);
      state.waiting = state.waiting.filter((kept) => kept !== made);
      queue();
      finish(made, answer);
    } catch {
      return;
    }
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  at("report-wrong").hidden = true;
  try {
    await make();
  } catch (error) {
    progress("");
    at("report-wrong").textContent = error.message;
    at("report-wrong").hidden = false;
  }
});
at("report-files").addEventListener("change", takePictures);
at("report-change").addEventListener("click", () => show("report"));
at("report-send").addEventListener("click", sendOrKeep);
window.addEventListener("online", retry);
// Away at once, without a way back.
at("report-leave").addEventListener("click", (event) => {
  event.preventDefault();
  form.reset();
  window.location.replace("about:blank");
});
