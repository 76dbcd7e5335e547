// Verifies a record in the browser: a worker fetches and folds it with the code that the command line uses, and this page
// shows what came of each check.

import { at, words } from "./page.js";
import { chosen, election, verifier } from "./served.js";

const say = words("verify-words");
const page = at("verify");
let worker = null;

/** A file that the reader chose, as text. @param {HTMLInputElement} input */
async function read(input) {
  const [file] = input.files;
  return file ? file.text() : undefined;
}

function progress({ stage, of, entries, bodies, ballots }) {
  const bar = at("verify-bar");
  bar.hidden = false;
  if (stage === "entries") {
    bar.max = Math.max(of, 1);
    bar.value = entries;
    at("verify-progress").textContent = `${say("reading")} ${entries} / ${of} (${bodies})`;
  } else {
    bar.removeAttribute("value");
    at("verify-progress").textContent = `${say("counting")} ${ballots}`;
  }
}

/** The word for what came of a check: what breaks a check of soundness makes the record unsound. */
const wordOf = ({ check, status }) =>
  status === "breached" && check.startsWith("S") ? "unsound" : status.replace("_", "-");

function showCheck(check) {
  const line = at(`verify-check-${check.check}`);
  const word = wordOf(check);
  line.dataset.status = word;
  line.querySelector(".mark").textContent = say(word);
  const list = line.querySelector(".findings");
  const found = [...check.faults, ...check.findings.map(({ what }) => what)];
  list.replaceChildren(
    ...found.slice(0, 50).map((text) => {
      const item = document.createElement("li");
      item.dir = "auto";
      item.lang = "en";
      item.textContent = text;
      return item;
    }),
  );
  list.hidden = found.length === 0;
}

/** What came of the checkpoint that the reader kept. @param {boolean} same whether it is the one that was verified */
function showKept({ says }, same) {
  const word = {
    continued: same ? "kept-same" : "kept-grown",
    rewritten: "kept-other",
    shorter: "kept-older",
    other_log: "kept-other-log",
    not_signed: "kept-not-signed",
  }[says];
  at("verify-kept").dataset.says = says;
  at("verify-kept").textContent = say(word ?? "kept-not-compared");
}

/** Whether a promise was kept, as docs/record.md (2.8) has it. Nothing can be said from a record that is not sound. */
function wordOfPromise({ signed, fate, by }, sound) {
  if (!sound) {
    return "promise-unknown";
  }
  if (!signed) {
    return "promise-not-signed";
  }
  if (fate !== "missing" && fate !== "no_archive") {
    return "promise-kept";
  }
  return new Date(by) > new Date() ? "promise-not-due" : "promise-broken";
}

function done({ report, checkpoint, kept, promises }, order) {
  report.checks.forEach(showCheck);
  at("verify-bar").hidden = true;
  at("verify-progress").textContent = "";
  const verdict = at("verify-verdict");
  verdict.textContent = say({ 0: "sound", 1: "record-unsound", 3: "record-breached" }[report.exit]);
  verdict.dataset.status = { 0: "holds", 1: "unsound", 3: "breached" }[report.exit];
  verdict.hidden = false;
  verdict.focus();
  at("verify-checkpoint").value = checkpoint;
  const save = at("verify-checkpoint-save");
  save.href = `data:text/plain;charset=utf-8,${encodeURIComponent(checkpoint)}`;
  save.hidden = false;
  if (kept) {
    showKept(kept, order.kept === checkpoint);
  }
  for (const promise of promises) {
    const word = wordOfPromise(promise, report.exit !== 1);
    at("verify-promise").dataset.says = word;
    at("verify-promise").textContent = say(word);
  }
}

function failed({ code, text }) {
  at("verify-bar").hidden = true;
  const chosen = ["checkpoint", "promise"].includes(code);
  at("verify-progress").textContent = chosen ? `${say("unreadable")} ${text}` : text;
  at("verify-progress").dataset.code = code;
}

function stop() {
  worker?.terminate();
  worker = null;
  at("verify-start").hidden = false;
  at("verify-stop").hidden = true;
}

async function start() {
  stop();
  const files = chosen();
  const where = election(page);
  if (!files && !where) {
    at("verify-progress").textContent = say("address");
    return;
  }
  at("verify-start").hidden = true;
  at("verify-stop").hidden = false;
  at("verify-verdict").hidden = true;
  at("verify-kept").textContent = "";
  at("verify-promise").textContent = "";
  at("verify-progress").textContent = say("reading");
  const promise = await read(at("verify-promise-file"));
  const order = {
    files,
    folder: where?.files,
    logKey: page.dataset.logKey,
    election: page.dataset.fingerprint,
    day: new Date().toISOString().slice(0, 10),
    kept: await read(at("verify-kept-file")),
    promises: promise ? [promise] : [],
  };
  worker = verifier();
  worker.onmessage = ({ data }) => {
    if (data.kind === "progress") {
      progress(data);
      return;
    }
    if (data.kind === "done") {
      done(data.result, order);
    } else {
      failed(data);
    }
    stop();
  };
  worker.onerror = (event) => {
    failed({ code: "load", text: event.message ?? "" });
    stop();
  };
  worker.postMessage(order);
}

at("verify-start").addEventListener("click", start);
at("verify-stop").addEventListener("click", () => {
  stop();
  at("verify-bar").hidden = true;
  at("verify-progress").textContent = "";
});
