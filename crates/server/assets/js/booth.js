// The booth: questions, review, encryption, code, then challenge or cast.
//
// Everything about ballots is done by vote.wasm. This file moves words and bytes between the page, vote.wasm and the
// server. Choices are forgotten as soon as they are encrypted, and nothing is ever stored.

import { Problem, ask, at, bytes, inAddress, show, words } from "./page.js";
import { election } from "./served.js";
import { Failure, load, seed } from "./wasm.js";

const booth = at("booth");
const say = words("booth-words");

/** Where the calls about the poll go. */
function api() {
  const where = election(booth);
  if (!where) {
    throw new Problem("address", say("address"), 0);
  }
  return `${where.api}/polls/${booth.dataset.poll}`;
}

/** What the booth knows. `credential` stays until the page is closed, choices do not. */
const state = { wasm: null, questions: [], credential: "", handle: 0, code: "", signed: null, back: "booth-start" };

const progress = (text) => {
  at("booth-progress").textContent = text;
};

/** Loads the program and the poll, and compares the poll with the fingerprint that the page names. */
async function open() {
  if (state.wasm) {
    return;
  }
  progress(say("loading"));
  const [wasm, data] = await Promise.all([load("vote"), bytes(`${api()}/election`)]);
  const poll = wasm.call("poll", data);
  if (poll.fingerprint !== booth.dataset.fingerprint) {
    throw new Failure("fingerprint", say("fingerprint"));
  }
  state.wasm = wasm;
  state.questions = poll.questions;
  progress("");
}

/** Does something, and says what went wrong. @param {string} back where the reader goes on after an error */
async function attempt(back, work) {
  state.back = back;
  for (const button of booth.querySelectorAll("button")) {
    button.disabled = true;
  }
  try {
    await work();
  } catch (error) {
    progress("");
    at("booth-error-text").textContent = explain(error);
    show("booth-error");
  } finally {
    for (const button of booth.querySelectorAll("button")) {
      button.disabled = false;
    }
  }
}

function explain(error) {
  if (error instanceof Problem) {
    const known = { offline: "offline", login: "login-wrong" };
    return known[error.word] ? say(known[error.word]) : error.message;
  }
  return error instanceof Error ? error.message : String(error);
}

/** The marks of each question; `null` is a blank vote. */
function choices() {
  return state.questions.map((question, place) => {
    const boxes = [...booth.querySelectorAll(`[name="question-${place + 1}"]`)];
    const blank = boxes.some((box) => box.dataset.blank && box.checked);
    const marks = question.answers.map((_, answer) => boxes.some((box) => box.value === `${answer + 1}` && box.checked));
    return { blank, marks };
  });
}

/** Shows what does not fit its question. Says whether everything does. */
function fits(chosen) {
  const says = state.wasm.call("explain", chosen.map(({ blank, marks }) => (blank ? null : marks)));
  let first = null;
  chosen.forEach(({ blank, marks }, place) => {
    const both = blank && marks.includes(true);
    const word = { too_few: "too-few", too_many: "too-many" }[says[place].says];
    const wrong = both ? "blank-and-more" : word;
    const field = at(`booth-question-${place + 1}`);
    for (const line of field.querySelectorAll("[data-wrong]")) {
      line.hidden = line.dataset.wrong !== wrong;
    }
    if (wrong && !first) {
      first = field;
    }
  });
  first?.querySelector("input").focus();
  return !first;
}

function review(chosen) {
  const list = at("booth-review-list");
  list.replaceChildren();
  chosen.forEach(({ blank, marks }, place) => {
    const question = document.createElement("dt");
    question.dir = "auto";
    question.textContent = state.questions[place].question;
    list.append(question);
    const names = blank ? [say("blank-review")] : state.questions[place].answers.filter((_, answer) => marks[answer]);
    for (const name of names) {
      const answer = document.createElement("dd");
      answer.dir = "auto";
      answer.textContent = name;
      list.append(answer);
    }
  });
  show("booth-review");
}

/** Forgets what was chosen, on the page too. */
function forget() {
  at("booth-ask").reset();
  at("booth-review-list").replaceChildren();
}

async function begin() {
  await open();
  const typed = at("booth-credential").value.trim();
  at("booth-credential-wrong").hidden = true;
  let known;
  try {
    const own = state.wasm.call("credential", typed);
    known = await ask(`${api()}/credentials/${inAddress(own)}`);
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
  }
  if (!known?.on_roll) {
    at("booth-credential-wrong").hidden = false;
    at("booth-credential").focus();
    return;
  }
  state.credential = typed;
  at("booth-credential").value = "";
  show("booth-ask");
  progress(known.tracker ? say("revote") : "");
}

async function encrypt() {
  progress(say("encrypting"));
  const selections = choices().map(({ blank, marks }) => (blank ? null : marks));
  const made = state.wasm.call("encrypt", { credential: state.credential, selections, seed: seed() });
  state.handle = made.handle;
  state.code = made.code;
  forget();
  progress("");
  at("booth-code-text").textContent = made.code;
  show("booth-code");
}

function challenge() {
  at("booth-opened-text").value = state.wasm.call("challenge", state.handle).opened;
  show("booth-opened");
}

async function cast() {
  // Signed once: what is tried again is the same ballot, and counts once.
  state.signed ??= state.wasm.call("sign", { handle: state.handle, seed: seed() });
  progress(say("casting"));
  const { ballot, tracker } = state.signed;
  const login = at("booth-login-name").value.trim();
  const code = at("booth-login-code").value;
  const answer = await ask(`${api()}/ballots`, { login, code, ballot });
  progress("");
  at("booth-login-code").value = "";
  at("booth-tracker").textContent = tracker;
  at("booth-qr").replaceChildren(picture(`${api()}/ballots/${inAddress(tracker)}/qr.svg`, tracker));
  keep(answer, tracker);
  state.signed = null;
  state.credential = "";
  show("booth-done");
  wait(tracker);
}

/** Asks for a code by mail. What is answered is the same for every login. */
async function sendCode() {
  const login = at("booth-login-name").value.trim();
  if (!login) {
    at("booth-login-name").focus();
    return;
  }
  await ask(`${api()}/codes`, { login, language: document.documentElement.lang });
  progress(say("code-sent"));
}

/** Sets a password with the login and the code that stand above it. */
async function setPassword() {
  const field = at("booth-password-new");
  const login = at("booth-login-name").value.trim();
  const code = at("booth-login-code").value;
  const fits = [...field.value].length >= 12 && field.value !== code;
  at("booth-password-wrong").hidden = fits;
  if (!fits) {
    return;
  }
  await ask(`${api()}/password`, { login, code, password: field.value });
  at("booth-login-code").value = field.value;
  field.value = "";
  at("booth-password").open = false;
  progress(say("password-set"));
}

/** Offers the promise as a file, and says if it is not about this ballot. */
function keep(answer, tracker) {
  const link = at("booth-promise");
  link.hidden = !answer.promise;
  if (!answer.promise) {
    return;
  }
  link.href = `data:text/plain;charset=utf-8,${encodeURIComponent(answer.promise)}`;
  const lines = answer.promise.split("\n");
  const right = answer.tracker === tracker && lines[2] === booth.dataset.fingerprint && lines[3] === tracker;
  if (!right) {
    progress(say("promise-wrong"));
  }
}

function picture(address, text) {
  const image = document.createElement("img");
  image.src = address;
  image.alt = text;
  image.width = 200;
  image.height = 200;
  return image;
}

/** Waits until the ballot is published, and says so. */
async function wait(tracker) {
  for (let tries = 0; tries < 60; tries += 1) {
    const found = await ask(`${api()}/ballots/${inAddress(tracker)}`).catch(() => ({}));
    if (found.state === "published") {
      at("booth-published").textContent = say("published");
      return;
    }
    await new Promise((done) => setTimeout(done, Math.min(2_000 + tries * 500, 20_000)));
  }
}

at("booth-begin").addEventListener("click", () => attempt("booth-start", begin));
at("booth-credential").addEventListener("keydown", (event) => {
  if (event.key === "Enter") {
    at("booth-begin").click();
  }
});
at("booth-ask").addEventListener("submit", (event) => {
  event.preventDefault();
  const chosen = choices();
  if (fits(chosen)) {
    review(chosen);
  }
});
at("booth-change").addEventListener("click", () => show("booth-ask"));
at("booth-encrypt").addEventListener("click", () => attempt("booth-review", encrypt));
at("booth-challenge").addEventListener("click", () => attempt("booth-ask", challenge));
at("booth-to-cast").addEventListener("click", () => show("booth-login"));
at("booth-cast").addEventListener("click", () => attempt("booth-login", cast));
at("booth-login-send")?.addEventListener("click", () => attempt("booth-login", sendCode));
at("booth-password-set").addEventListener("click", () => attempt("booth-login", setPassword));
at("booth-opened-copy").addEventListener("click", () => {
  at("booth-opened-text").select();
  navigator.clipboard?.writeText(at("booth-opened-text").value);
});
at("booth-anew").addEventListener("click", () => {
  at("booth-opened-text").value = "";
  show("booth-ask");
});
at("booth-retry").addEventListener("click", () => show(state.back));
at("booth-again").addEventListener("click", () => {
  window.location.reload();
});

// The private credential stands behind `#`, so that it is never sent. It leaves the address at once.
function takeCredential() {
  const behind = decodeURIComponent(window.location.hash.slice(1));
  if (behind) {
    history.replaceState(null, "", window.location.pathname + window.location.search);
    at("booth-credential").value = behind;
  }
}

// Whoever follows a link to a page that is open already gets no new page: what was begun is dropped.
window.addEventListener("hashchange", () => {
  if (window.location.hash) {
    takeCredential();
    state.wasm?.call("forget");
    Object.assign(state, { credential: "", handle: 0, signed: null });
    forget();
    show("booth-start");
  }
});

takeCredential();
// A browser may have kept what was typed before.
forget();
if (election(booth)) {
  attempt("booth-start", open);
}
