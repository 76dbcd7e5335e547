// Somebody reports from a telephone: at once, without a connection first, and for a group only.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { browser, json, open, picture, serve, until } from "../server.mjs";

/** A group's key, whose other half nobody has here: only what is sealed to it is looked at. */
const GROUP = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
const PHONE = { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true };

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

const text = (page, id) => page.locator(id).textContent();

async function write(page, words) {
  await page.goto(`${server.address}be/e/rehearsal/report/`);
  await page.waitForLoadState("networkidle");
  await fill(page, words);
}

async function fill(page, words) {
  await page.locator("#report-code").selectOption("assm.disperse");
  await page.locator("#report-text").fill(words);
  await page.locator("#report-from").fill(new Date().toISOString().slice(0, 10));
}

async function look(page) {
  await page.locator("#report button[type=submit]").click();
  await page.locator("#report-preview").waitFor();
}

/** The last entry on the record. */
async function last() {
  const { entries } = await json(`${server.address}api/v1/e/rehearsal`);
  return json(`${server.address}api/v1/e/rehearsal/entries/${entries - 1}`);
}

test("a report is shown before it is sent, its place no more exact than wanted, and stands on the record", async () => {
  const context = await chromium.newContext(PHONE);
  const page = await open(context, server.address, failures);
  await write(page, "Людзі стаялі мірна; іх разагналі.");
  await page.locator("#report-place").fill("by/minsk/frunzenski/17");
  await look(page);
  await picture(page, "report-preview");
  const preview = await text(page, "#report-preview-text");
  assert.ok(preview.includes("by/minsk") && !preview.includes("frunzenski"), preview);
  await page.locator("#report-send").click();
  await page.locator("#report-done").waitFor({ timeout: 60_000 });
  assert.match(await page.locator("#report-key").inputValue(), /^veche-private-key [0-9a-f]{64}$/);
  await page.goto(new URL(await page.locator("#report-entry").getAttribute("href"), page.url()).href);
  assert.ok((await text(page, "main")).includes("Людзі стаялі мірна"));
  const { entry } = await last();
  assert.equal(entry.act.place, "by/minsk");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 320, `the page is ${wide} wide`);
  await context.close();
});

test("without a connection a report is kept if that is wanted, outlives its tab, and is sent when the page is opened again", async () => {
  const context = await chromium.newContext(PHONE);
  const ignored = [];
  let page = await open(context, server.address, ignored);
  await write(page, "Напісана без злучэння.");
  const before = (await json(`${server.address}api/v1/e/rehearsal`)).entries;
  await context.setOffline(true);
  await look(page);
  await page.locator("#report-send").click();
  await page.locator("#report-offline").waitFor();
  await page.locator("#report-keep-not").click();
  await page.locator("#report-preview").waitFor();
  await page.locator("#report-send").click();
  await page.locator("#report-keep").click();
  await page.locator("#report-kept").waitFor();
  assert.match(await page.locator("#report-kept-key").inputValue(), /^veche-private-key [0-9a-f]{64}$/);
  assert.equal(await page.locator("#report-text").inputValue(), "", "the form is empty again");
  assert.equal(await page.locator("#report-queue-list li").count(), 1);
  await page.close();
  await context.setOffline(false);
  assert.equal((await json(`${server.address}api/v1/e/rehearsal`)).entries, before);

  page = await open(context, server.address, failures);
  await page.goto(`${server.address}be/e/rehearsal/report/`);
  await page.locator("#report-done").waitFor({ timeout: 60_000 });
  await until("the queue is empty", async () => (await page.locator("#report-queue-list li").count()) === 0);
  const after = await json(`${server.address}api/v1/e/rehearsal`);
  assert.equal(after.entries, before + 1);
  await page.reload();
  assert.ok(await page.locator("#report-queue").isHidden(), "it is not sent twice");
  await context.close();
});

test("whoever deletes what waits leaves nothing of it on the device", async () => {
  const context = await chromium.newContext(PHONE);
  let page = await open(context, server.address, []);
  await write(page, "Гэтага не адпраўляць.");
  const before = (await json(`${server.address}api/v1/e/rehearsal`)).entries;
  await context.setOffline(true);
  await look(page);
  await page.locator("#report-send").click();
  await page.locator("#report-keep").click();
  await page.locator("#report-kept").waitFor();
  await page.locator("#report-leave-delete").click();
  await page.waitForURL("about:blank");
  await context.setOffline(false);
  page = await open(context, server.address, failures);
  await page.goto(`${server.address}be/e/rehearsal/report/`);
  await page.waitForLoadState("networkidle");
  const left = await page.evaluate(() => new Promise((done) => {
    const request = indexedDB.open("veche-reports");
    request.onsuccess = () => {
      const { result } = request;
      const stores = [...result.objectStoreNames];
      if (stores.length === 0) {
        done(0);
        return;
      }
      result.transaction(stores[0]).objectStore(stores[0]).count().onsuccess = ({ target }) => done(target.result);
    };
  }));
  assert.equal(left, 0);
  assert.equal((await json(`${server.address}api/v1/e/rehearsal`)).entries, before);
  await context.close();
});

test("a report for a group is sealed on the device, and a key that is none is refused", async () => {
  const context = await chromium.newContext(PHONE);
  const page = await open(context, server.address, failures);
  const secret = "Сведка жыве насупраць.";
  await write(page, secret);
  await page.locator("#report-seal").fill("age1nobody");
  await page.locator("#report button[type=submit]").click();
  await page.locator("#report-wrong:not([hidden])").waitFor();
  await page.locator("#report-seal").fill(GROUP);
  await look(page);
  assert.ok(!(await text(page, "#report-preview-text")).includes(secret));
  await page.locator("#report-send").click();
  await page.locator("#report-done").waitFor({ timeout: 60_000 });
  const { entry } = await last();
  const { plain, sealed } = entry.act.text;
  const body = (hash) => fetch(`${server.address}e/rehearsal/bodies/${hash.slice(0, 2)}/${hash}`);
  assert.equal((await body(plain)).status, 404, "it lies nowhere in clear");
  const stored = await (await body(sealed)).text();
  assert.ok(stored.startsWith("age-encryption.org/v1\n") && !stored.includes(secret));
  await page.goto(new URL(await page.locator("#report-entry").getAttribute("href"), page.url()).href);
  assert.ok(!(await text(page, "main")).includes(secret));
  await context.close();
});

test("no program on a page failed, and nothing was fetched from elsewhere", () => {
  assert.deepEqual(failures, []);
});
