// A report from a telephone: made on the device with a key that is used once, shown whole before it is sent, and kept for
// later where there is no connection.
//
// Pictures are drawn anew, so that nothing but their points is left. Nothing is stored on the device unless sending fails
// for want of a connection and the reporter wants it kept; then the finished report waits until this page is opened with a
// connection (queue.js).

import { Problem, ask, at, show, words } from "./page.js";
import { forget, forgetAll, keep, waiting } from "./queue.js";
import { load, seed } from "./wasm.js";

const say = words("report-words");
const form = at("report");
const api = `${form.dataset.root}../api/v1/e/${form.dataset.election}`;
/** Longer sides than this are made smaller: a picture must fit what the call of the election allows. */
const SIDE = 1_600;
/** So many tries are made between two looks at the page. */
const TRIES = 20_000;

const state = { made: null, pictures: [] };

/** What the call of the election says: asked for once, and again if there was no connection. */
let called = null;
function election() {
  called ??= ask(api).catch((error) => {
    called = null;
    throw error;
  });
  return called;
}

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
    // Base64 inside Base64, and some room for the rest of the body and for sealing it.
    if (blob.size * 1.4 + 1_500 < limit) {
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
  const { body_bytes: limit } = await election();
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
  const group = at("report-seal").value.trim();
  const [wasm, about] = await Promise.all([load(group ? "sealed" : "report"), election()]);
  const text = at("report-text").value;
  const report = fields();
  const made = wasm.call("make", {
    election: about.id,
    report,
    text,
    language: document.documentElement.lang,
    attachments: state.pictures,
    levels: Number(at("report-levels").value),
    seal_to: group ? group.split(/[\s,]+/) : [],
    seed: seed(),
  });
  progress("");
  state.made = made;
  preview({ ...report, place: made.place }, text, Boolean(group));
}

/** Everything that will be public, in the form's own words. */
function preview(report, text, sealed) {
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
    add("report-text", sealed ? say("is-sealed") : text);
  }
  if (state.pictures.length) {
    add("report-files", sealed ? `${state.pictures.length}, ${say("is-sealed")}` : String(state.pictures.length));
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
  return ask(`${api}/entries`, { entry: JSON.parse(made.entry), bodies: made.bodies, nonce });
}

async function sendOrAsk() {
  const { made } = state;
  try {
    finish(made, await send(made));
  } catch (error) {
    if (error instanceof Problem && error.word === "offline") {
      progress("");
      show("report-offline");
      return;
    }
    progress(`${say("refused")} ${error.message}`);
  }
}

/** Keeps the report on the device until there is a connection, because the reporter wants that. */
async function keepIt() {
  try {
    await keep(form.dataset.election, state.made);
  } catch (error) {
    progress(`${say("not-kept")} ${error?.message ?? ""}`);
    return;
  }
  at("report-key").value = state.made.secret;
  clear();
  await list();
  progress(say("offline"));
  show("report-kept");
  at("report-kept-key").value = at("report-key").value;
}

function clear() {
  state.made = null;
  state.pictures = [];
  form.reset();
  at("report-files-list").replaceChildren();
  at("report-preview-text").replaceChildren();
}

function finish(made, answer) {
  progress("");
  if (answer.number !== null && answer.number !== undefined) {
    at("report-entry").href = `../entry/${answer.number}/`;
  }
  at("report-key").value = made.secret;
  clear();
  show("report-done");
}

/** Lists what waits on this device, with a button to delete each. */
async function list() {
  const reports = await waiting(form.dataset.election).catch(() => []);
  at("report-queue").hidden = reports.length === 0;
  at("report-queue-list").replaceChildren(
    ...reports.map(({ id }) => {
      const item = document.createElement("li");
      const remove = document.createElement("button");
      remove.type = "button";
      remove.className = "second";
      remove.textContent = say("remove");
      remove.addEventListener("click", async () => {
        await forget(id);
        await list();
      });
      item.append(`${id.slice(0, 12)} `, remove);
      return item;
    }),
  );
  return reports;
}

/** Sends what waits, if there is a connection. */
async function retry() {
  for (const made of await list()) {
    try {
      finish(made, await send(made));
    } catch (error) {
      if (error instanceof Problem && error.word === "offline") {
        return;
      }
      progress(`${say("refused")} ${error.message}`);
      continue;
    }
    await forget(made.id);
    await list();
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
at("report-send").addEventListener("click", sendOrAsk);
at("report-keep").addEventListener("click", keepIt);
at("report-keep-not").addEventListener("click", () => show("report-preview"));
at("report-queue-send").addEventListener("click", retry);
at("report-queue-delete").addEventListener("click", async () => {
  await forgetAll();
  await list();
});
window.addEventListener("online", retry);
// Away at once, without a way back.
at("report-leave").addEventListener("click", (event) => {
  event.preventDefault();
  form.reset();
  window.location.replace("about:blank");
});
at("report-leave-delete").addEventListener("click", async () => {
  form.reset();
  await forgetAll();
  window.location.replace("about:blank");
});
// What is needed is fetched now, so that a report can be made without a connection later.
at("report-seal").addEventListener("input", () => load("sealed").catch(() => {}));
load("report").catch(() => {});
election().catch(() => {});
retry();
