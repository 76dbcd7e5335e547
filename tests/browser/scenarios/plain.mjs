// The pages with the least: no programs, a browser that shows only text, paper. And no link on any page leads nowhere.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";

import { browser, json, open, serve } from "../server.mjs";

let server;
let chromium;
const failures = [];

before(async () => {
  server = await serve("--demo");
  chromium = await browser();
});

after(async () => {
  await chromium?.close();
  await server?.stop();
});

/** One page of each kind, of each election where they differ. */
const READ = ["", "candidates/", "decisions/", "freedoms/", "count/", "assessment/", "limits/", "entries/", "entry/1/"];
const USED = ["find/", "verify/", "report/", "challenge/", "vote/chair/"];
const PAGES = [
  "",
  "help/",
  "risk/",
  ...["association", "respublika", "belarus-2020", "rehearsal"].flatMap((name) => READ.map((page) => `e/${name}/${page}`)),
  ...USED.map((page) => `e/rehearsal/${page}`),
];

test("no link on any page, in any language, leads nowhere", async () => {
  const found = new Map([[server.address, "the beginning"]]);
  /** Links to a place on a page, and the places there are. */
  const places = [];
  const ids = new Map();
  const wrong = [];
  for (const [address, from] of found) {
    const response = await fetch(address);
    const body = await response.text();
    if (response.status !== 200) {
      wrong.push(`${response.status} ${address}, on ${from}`);
    }
    if (!response.headers.get("content-type").startsWith("text/html")) {
      continue;
    }
    ids.set(address, new Set([...body.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)));
    for (const [, , target] of body.matchAll(/ (href|src)="([^"]*)"/g)) {
      const to = new URL(target.replaceAll("&amp;", "&"), response.url);
      const { hash } = to;
      to.hash = "";
      // Sources elsewhere are the word of whoever named them. The button that leaves at once leads to an empty page.
      if (to.href.startsWith(server.address)) {
        places.push([to.href, decodeURIComponent(hash.slice(1)), address]);
        if (!found.has(to.href)) {
          found.set(to.href, address);
        }
      }
    }
  }
  for (const [page, id, from] of places) {
    if (id && !ids.get(page)?.has(id)) {
      wrong.push(`${page} has no place ${id}, on ${from}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(found.size > 1_000, `only ${found.size} addresses`);
});

test("every page can be read without programs, and says where it needs one", async () => {
  const context = await chromium.newContext({ javaScriptEnabled: false });
  const page = await open(context, server.address, failures);
  for (const language of ["en", "be", "ru"]) {
    // In the other languages those pages that say more than what is on record.
    const paths = language === "en" ? PAGES : PAGES.filter((path) => !path.startsWith("e/") || path.startsWith("e/rehearsal/"));
    for (const path of paths) {
      await page.goto(`${server.address}${language}/${path}`);
      const where = `${language}/${path}`;
      assert.equal(await page.locator("html").getAttribute("lang"), language, where);
      assert.ok(await page.locator("main h1").isVisible(), `${where}: a heading`);
      assert.ok((await page.locator("main").innerText()).length > 100, `${where}: content`);
      if (USED.some((used) => path.endsWith(used))) {
        assert.ok(await page.locator("noscript .warning").first().isVisible(), `${where}: says that it needs a program`);
        assert.match(await page.locator("main").innerText(), /veche \w+/, `${where}: names the command`);
      }
    }
  }
  await context.close();
});

/** What a reader must find on a page, as its twin in JSON has it. */
const FIGURES = {
  "": ({ elections }) => elections.flatMap(({ title, headlines }) => [title.text, ...headlines.flatMap(said)]),
  "candidates/": ({ contests }) => contests.flatMap(({ candidates }) => candidates.map(({ name }) => name.text)),
  "decisions/": ({ appeals, decisions }) => [...appeals, ...decisions].map(({ title }) => title),
  "freedoms/": ({ days }) => days.flatMap(({ day, lines }) => [day, ...lines.map(({ text }) => text)]),
  "count/": ({ headline, polls, outcomes }) => [
    ...said(headline),
    ...polls.flatMap(({ title, facts, questions }) => [title, ...facts, ...questions.flatMap(bars)]),
    ...outcomes.flatMap(({ chart }) => bars(chart)),
  ],
};
const said = ({ title, first, sentences }) => [title, ...first, ...sentences];
const bars = ({ title, bars: all }) => [title, ...all.flatMap(({ label, words, share }) => [label, `${words} ${share}`])];

test("in a browser that shows only text, all headings and figures are there", async () => {
  const close = (text) => text.replace(/\s+/gu, "");
  for (const election of ["respublika", "association"]) {
    for (const [page, figures] of Object.entries(FIGURES)) {
      const address = `${server.address}en/${page && `e/${election}/${page}`}`;
      const expected = figures(await json(`${address}index.json`));
      const shown = execFileSync("w3m", ["-dump", "-cols", "240", "-O", "UTF-8", address], { encoding: "utf8" });
      const missing = expected.filter((text) => !close(shown).includes(close(text)));
      assert.deepEqual(missing, [], address);
      assert.ok(expected.length > 1 || election !== "respublika", `${address}: nothing to look for`);
    }
  }
});

test("every page prints: what cannot be used on paper is gone, nothing is cut off, sources have their addresses", async () => {
  const context = await chromium.newContext();
  const page = await open(context, server.address, failures);
  await page.emulateMedia({ media: "print" });
  // What an A4 sheet with the margins of the stylesheet has room for.
  await page.setViewportSize({ width: Math.floor(((210 - 2 * 16) / 25.4) * 96), height: 1_000 });
  const wrong = [];
  for (const path of PAGES) {
    await page.goto(`${server.address}en/${path}`);
    const found = await page.evaluate(() => {
      const seen = (element) => element.checkVisibility() && element.getBoundingClientRect().height > 0;
      const all = [...document.querySelectorAll("body *")].filter(seen);
      const name = (element) => `${element.tagName.toLowerCase()}.${element.className.baseVal ?? element.className}#${element.id}`;
      const edge = document.documentElement.clientWidth;
      const useless = all.filter((element) => element.matches("nav, form, button, .skip"));
      const outside = all.filter((element) => !element.closest("svg") && element.getBoundingClientRect().right > edge + 1);
      const cut = all.filter((element) => getComputedStyle(element).overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1);
      const sources = all.filter((element) => element.matches("a[rel~=external]"));
      const mute = sources.filter((element) => !getComputedStyle(element, "::after").content.includes("http"));
      // What belongs to a step that is not shown is not folded.
      const inside = [...document.querySelectorAll("details > *")].filter((element) => !element.closest("[hidden]"));
      const folded = inside.filter((element) => !seen(element));
      const list = { useless, outside, cut, mute, folded };
      return Object.entries(list).flatMap(([what, elements]) => elements.slice(0, 3).map((element) => `${what}: ${name(element)}`));
    });
    wrong.push(...found.map((what) => `${path}: ${what}`));
    const paper = await page.pdf({ preferCSSPageSize: true });
    const sheets = [...paper.toString("latin1").matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)];
    if (!sheets.length || sheets.some(([, width, height]) => Math.round(width) !== 595 || Math.round(height) !== 842)) {
      wrong.push(`${path}: is not printed on sheets of A4`);
    }
  }
  assert.deepEqual(wrong, []);
  await context.close();
});

test("no program on a page failed, and nothing was fetched from elsewhere", () => {
  assert.deepEqual(failures, []);
});
