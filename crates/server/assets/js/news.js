// Says, politely, that the record has grown since this page was made. Nothing that is being read is changed or moved.

import { at } from "./page.js";

/** Milliseconds before another attempt: the first time, and at most. */
const SHORT = 5_000;
const LONG = 300_000;

const place = at("news");
const made = Number(place.dataset.entries);
let source;
let timer;
let wait = SHORT;
let answered = false;

// Who cannot see is told once; the number then changes in silence.
const number = document.createElement("strong");
number.ariaLive = "off";

function tell(entries) {
  if (entries <= made) {
    return;
  }
  number.textContent = (entries - made).toLocaleString(document.documentElement.lang);
  if (!place.hasChildNodes()) {
    const link = document.createElement("a");
    link.href = place.dataset.href;
    link.textContent = place.dataset.show;
    place.append(`${place.dataset.new} `, number, " ", link);
  }
}

function listen() {
  source = new EventSource(place.dataset.events);
  source.addEventListener("grown", (event) => {
    answered = true;
    wait = SHORT;
    tell(Number(event.data));
  });
  source.addEventListener("error", () => {
    // What is refused at once, and never answered before, is a copy in files: it has no news.
    const refused = source.readyState === EventSource.CLOSED && !answered;
    rest();
    if (!refused) {
      // Not all readers at the same moment, after a server was away.
      timer = setTimeout(listen, wait * (0.5 + Math.random()));
      wait = Math.min(wait * 2, LONG);
    }
  });
}

function rest() {
  clearTimeout(timer);
  source?.close();
}

document.addEventListener("visibilitychange", () => {
  rest();
  if (!document.hidden) {
    listen();
  }
});
if (!document.hidden) {
  listen();
}
