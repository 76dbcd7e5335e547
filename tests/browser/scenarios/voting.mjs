// Voters vote: with the keyboard only, on a telephone, in Russian, with a challenge, and twice. Then the poll is ended and
// its result is on the pages.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { browser, json, open, picture, serve, until, voters } from "../server.mjs";
import { cast, choose, chooseAgain, promise, text, voteByKeyboard } from "../voter.mjs";

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

test("a voter votes with the keyboard only, and finds the ballot", async () => {
  const context = await chromium.newContext();
  const page = await open(context, server.address, failures);
  const [voter] = voters(server.printed);
  const tracker = await voteByKeyboard(page, voter);
  assert.match(tracker, /^[A-Za-z0-9+/]{43}$/);
  assert.ok((await promise(page)).includes(`\n${tracker}\n`), "the promise names the tracker");
  await picture(page, "booth-done");

  await page.goto(`${server.address}en/e/rehearsal/find/`);
  await page.locator("#find-tracker").fill(tracker);
  await page.locator("#find-submit").click();
  await page.locator("#find-result p").waitFor();
  const words = await page.locator('#find-words [data-word="waiting"], #find-words [data-word="counts"]').allTextContents();
  assert.ok(words.includes(await text(page, "#find-result")), "it waits for its window, or counts already");
  await context.close();
});

test("on a telephone, in Russian, a challenged ballot holds what was chosen, and the next one is cast", async () => {
  const context = await chromium.newContext({ viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true });
  const page = await open(context, server.address, failures);
  const voter = voters(server.printed)[1];
  await choose(page, voter, 2, "ru");
  const code = await text(page, "#booth-code-text");
  await picture(page, "booth-code-phone");
  await page.locator("#booth-challenge").click();
  await page.locator("#booth-opened").waitFor();
  const opened = await page.locator("#booth-opened-text").inputValue();

  const other = await open(context, server.address, failures);
  await other.goto(`${server.address}en/e/rehearsal/challenge/`);
  await other.locator("#challenge-code").fill(code);
  await other.locator("#challenge-text").fill(opened);
  await other.locator("#challenge-submit").click();
  const held = other.locator("#challenge-result dd");
  await held.waitFor();
  assert.equal(await held.count(), 1);
  await other.locator("#challenge-code").fill(code.replace(/^./, (first) => (first === "A" ? "B" : "A")));
  await other.locator("#challenge-submit").click();
  await other.locator("#challenge-result .warning").waitFor();

  await page.locator("#booth-anew").click();
  assert.equal(await page.locator("[name=question-1]:checked").count(), 0, "choices are forgotten");
  await chooseAgain(page, 1);
  assert.notEqual(await text(page, "#booth-code-text"), code);
  await cast(page, voter);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 320, `the page is ${wide} wide`);
  await context.close();
});

test("who votes again is told so, and the later ballot counts", async () => {
  const context = await chromium.newContext();
  const page = await open(context, server.address, failures);
  const voter = voters(server.printed)[2];
  await choose(page, voter, 1);
  const first = await cast(page, voter);
  const address = `${server.address}api/v1/e/rehearsal/polls/chair/ballots/${first.replaceAll("+", "-").replaceAll("/", "_")}`;
  await until("the first ballot is published", async () => (await json(address)).state === "published");
  await choose(page, voter, 3);
  const second = await cast(page, voter);
  assert.notEqual(first, second);
  await until("the second takes its place", async () => (await json(address)).state === "replaced");
  await context.close();
});

test("too few is explained before casting, and blank is possible", async () => {
  const context = await chromium.newContext();
  const page = await open(context, server.address, failures);
  const voter = voters(server.printed)[3];
  await page.goto(voter.link);
  await page.locator("#booth-begin").click();
  await page.locator("#booth-next").click();
  await page.locator('[data-wrong="too-few"]').waitFor();
  await page.locator('[name="question-1"][data-blank]').check();
  await page.locator("#booth-next").click();
  await page.locator("#booth-encrypt").click();
  await page.locator("#booth-code").waitFor();
  await cast(page, voter);
  await context.close();
});

test("a wrong credential and a wrong login are said, and nothing is cast", async () => {
  const context = await chromium.newContext();
  const page = await open(context, server.address, failures);
  const [, , , , voter, other] = voters(server.printed);
  await page.goto(voter.link.replace(/#.*/, "#11111-111111-11111-111111"));
  await page.locator("#booth-begin").click();
  await page.locator("#booth-credential-wrong").waitFor();
  await choose(page, voter, 1);
  await page.locator("#booth-to-cast").click();
  await page.locator("#booth-login-name").fill(voter.login);
  await page.locator("#booth-login-code").fill(other.code);
  await page.locator("#booth-cast").click();
  await page.locator("#booth-error").waitFor();
  await page.locator("#booth-retry").click();
  await page.locator("#booth-login-code").fill(voter.code);
  await page.locator("#booth-cast").click();
  await page.locator("#booth-done").waitFor();
  await context.close();
});

test("a voter sets a password, and the code on paper opens the login no longer", async () => {
  const context = await chromium.newContext();
  const page = await open(context, server.address, failures);
  const voter = voters(server.printed)[5];
  const password = "correct horse battery";
  await choose(page, voter, 2);
  await page.locator("#booth-to-cast").click();
  await page.locator("#booth-login-name").fill(voter.login);
  await page.locator("#booth-login-code").fill(voter.code);
  await page.locator("#booth-password summary").click();
  await page.locator("#booth-password-new").fill("too short");
  await page.locator("#booth-password-set").click();
  await page.locator("#booth-password-wrong").waitFor();
  await page.locator("#booth-password-new").fill(password);
  await page.locator("#booth-password-set").click();
  await page.locator("#booth-password-new").waitFor({ state: "hidden" });
  await page.locator("#booth-login-code").fill(voter.code);
  await page.locator("#booth-cast").click();
  await page.locator("#booth-error").waitFor();
  await page.locator("#booth-retry").click();
  await page.locator("#booth-login-code").fill(password);
  await page.locator("#booth-cast").click();
  await page.locator("#booth-done").waitFor();
  await context.close();
});

test("when the rehearsal is ended, the result is the sum of what was cast", async () => {
  const context = await chromium.newContext();
  const page = await open(context, server.address, failures);
  await page.goto(`${server.address}be/e/rehearsal/count/`);
  await page.locator("#rehearsal-end").click();
  await page.locator("svg.chart, table").first().waitFor();
  assert.ok(page.url().startsWith(`${server.address}be/`));
  await picture(page, "count");
  const count = await (await fetch(`${server.address}en/e/rehearsal/count/index.json`)).json();
  // Voters 1, 2 and 5 chose the first answer, 6 the second, 3 at last the third, 4 blank.
  const [{ questions }] = count.polls;
  const numbers = JSON.stringify(questions[0]);
  assert.match(numbers, /"adamovich".*?3.*"chyzh".*?1/, numbers.slice(0, 600));
  await page.goto(`${server.address}be/e/rehearsal/verify/`);
  await page.locator("#verify-start").click();
  await page.locator("#verify-verdict").waitFor({ timeout: 60_000 });
  assert.notEqual(await page.locator("#verify-check-S8").getAttribute("data-status"), "unsound");
  await context.close();
});

test("no program on a page failed, and nothing was fetched from elsewhere", () => {
  assert.deepEqual(failures, []);
});
