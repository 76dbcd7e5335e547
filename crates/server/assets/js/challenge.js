// The other device: compares the code that was written down with an opened ballot, and shows what that holds.

import { at, bytes, words } from "./page.js";
import { Failure, load } from "./wasm.js";

const say = words("challenge-words");

function election() {
  const option = at("challenge-poll").selectedOptions[0];
  const [, root, name] = option.dataset.archive.match(/^(.*)e\/([^/]+)\/polls\//);
  return `${root}api/v1/e/${name}/polls/${option.value}/election`;
}

function line(name, text) {
  const element = document.createElement(name);
  element.dir = "auto";
  element.textContent = text;
  return element;
}

async function check() {
  const [wasm, poll] = await Promise.all([load("vote"), bytes(election())]);
  const { questions } = wasm.call("poll", poll);
  const opened = at("challenge-text").value.trim();
  const held = wasm.call("check", { opened, code: at("challenge-code").value.trim() });
  const list = document.createElement("dl");
  held.forEach(({ question, blank, selected }, place) => {
    list.append(line("dt", question));
    const names = selected.map((answer) => questions[place].answers[answer]);
    list.append(...(blank ? [say("blank")] : names).map((name) => line("dd", name)));
  });
  at("challenge-result").replaceChildren(line("p", say("right")), list);
}

at("challenge").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await check();
  } catch (error) {
    const other = error instanceof Failure && (error.code === "code" || error.code === "differs");
    const warning = line("p", other ? say("other-code") : say("unreadable"));
    warning.className = "warning";
    at("challenge-result").replaceChildren(warning);
  }
  at("challenge-result").focus();
});
