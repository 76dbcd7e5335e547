// Readers read and verify in the browser; nothing hinders who cannot see or point well.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { browser, open, picture, serve, voters } from "../server.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

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

async function verified(page, election) {
  await page.goto(`${server.address}en/e/${election}/verify/`);
  await page.locator("#verify-start").click();
  await page.locator("#verify-verdict").waitFor({ timeout: 60_000 });
  return page.locator("#verify-verdict").getAttribute("data-status");
}

test("a reader verifies a record in the browser, and sees what each check found", async () => {
  const context = await chromium.newContext();
  const page = await open(context, server.address, failures);
  assert.equal(await verified(page, "association"), "holds");
  assert.equal(await page.locator("#verify-check-S8").getAttribute("data-status"), "holds");
  assert.equal(await verified(page, "respublika"), "breached");
  assert.equal(await page.locator("#verify-check-D1").getAttribute("data-status"), "breached");
  assert.equal(await page.locator("#verify-check-S1").getAttribute("data-status"), "holds");
  await picture(page, "verify");
  await context.close();
});

test("a proxy that alters the record, an archive or a text is caught, and a checkpoint of another log is said to be one", async () => {
  const attacks = [
    ["an entry is changed", /record\/tile\/entries\/.*/, (body) => flip(body, 3_000), "S1"],
    ["a text is changed", /bodies\/.*/, (body) => flip(body, 40), "S7"],
    ["a ballot is changed", /polls\/board\.bel/, (body) => flip(body, 60_000), "S8"],
    ["the end of an archive is cut off", /polls\/fee\.bel/, (body) => body.subarray(0, body.length - 4_096), "S8"],
  ];
  for (const [what, files, change, check] of attacks) {
    const context = await chromium.newContext();
    const page = await open(context, server.address, []);
    await context.route(files, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: change(await answer.body()) });
    });
    assert.equal(await verified(page, "association"), "unsound", what);
    assert.equal(await page.locator(`#verify-check-${check}`).getAttribute("data-status"), "unsound", what);
    await context.close();
  }

  // What the reader kept is compared.
  const now = await (await fetch(`${server.address}e/association/record/checkpoint`)).text();
  const context = await chromium.newContext();
  const page = await open(context, server.address, failures);
  await page.goto(`${server.address}en/e/respublika/verify/`);
  await page.locator("#verify-kept-file").setInputFiles({ name: "kept.txt", mimeType: "text/plain", buffer: Buffer.from(now) });
  await page.locator("#verify-start").click();
  await page.locator("#verify-verdict").waitFor({ timeout: 60_000 });
  assert.equal(await page.locator("#verify-kept").getAttribute("data-says"), "other_log");
  assert.match(await page.locator("#verify-kept").textContent(), /another record/);
  await context.close();
});

function flip(body, place) {
  const changed = Buffer.from(body);
  changed[Math.min(place, changed.length - 10)] ^= 1;
  return changed;
}

/** Reports a dispersal. The page then shows that it stands on the record. */
async function report(page, text, name) {
  await page.goto(`${server.address}be/e/rehearsal/report/`);
  await page.locator("#report-code").selectOption("assm.disperse");
  await page.locator("#report-text").fill(text);
  await page.locator("#report-from").fill(new Date().toISOString().slice(0, 10));
  await page.locator("#report button[type=submit]").click();
  await page.locator("#report-preview").waitFor();
  await picture(page, `${name}-preview`);
  await page.locator("#report-send").click();
  await page.locator("#report-done").waitFor({ timeout: 60_000 });
}

test("who reads is told that the record has grown, and nothing moves under their eyes", async () => {
  const context = await chromium.newContext({ viewport: { width: 320, height: 640 } });
  const page = await open(context, server.address, []);
  const reporter = await open(context, server.address, failures);
  // The first attempt finds no connection; another is made.
  let attempts = 0;
  await page.route("**/events", (route) => (attempts++ === 0 ? route.abort("connectionfailed") : route.continue()));
  await page.goto(`${server.address}ru/e/rehearsal/freedoms/?code=assm.disperse`);
  const list = page.locator("main h2").last();
  await list.scrollIntoViewIfNeeded();
  const before = [await list.boundingBox(), await page.evaluate(() => scrollY)];
  const known = await page.locator("main .lines > li").count();
  const news = page.locator("#news");
  assert.equal(await news.textContent(), "");

  await report(reporter, "Разагналі і тут.", "news");
  await page.locator("#news a").waitFor();
  assert.equal(attempts, 2);
  assert.match(await news.textContent(), /Новых записей.*: 1 Показать их/);
  assert.deepEqual([await list.boundingBox(), await page.evaluate(() => scrollY)], before);
  await page.evaluate(AXE);
  assert.deepEqual((await page.evaluate(() => globalThis.axe.run())).violations.map(({ id }) => id), []);
  await picture(page, "news");

  // A page that nobody looks at hears nothing, and is told when it is looked at again.
  const look = (hidden) =>
    page.evaluate((value) => {
      Object.defineProperty(document, "hidden", { value, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await look(true);
  await report(reporter, "Разагналі яшчэ раз.", "news");
  assert.match(await news.textContent(), /: 1 /);
  await look(false);
  await page.locator("#news strong", { hasText: "2" }).waitFor();

  await page.locator("#news a").click();
  await page.locator(`main .lines > li >> nth=${known + 1}`).waitFor();
  assert.equal(new URL(page.url()).search, "?code=assm.disperse");
  assert.equal(await news.textContent(), "");
  await context.close();
});

test("no page hinders who cannot see or point well, light or dark", async () => {
  const election = ["", "candidates/", "decisions/", "freedoms/", "count/", "assessment/", "limits/", "entries/", "entry/1/", "find/", "challenge/", "verify/", "report/"];
  const paths = ["", "help/", "risk/", "nothing-here/", ...election.map((path) => `e/respublika/${path}`)];
  const links = [...paths.map((path) => `${server.address}en/${path}`), voters(server.printed)[0].link, `${server.address}ru/e/belarus-2020/`];
  const found = [];
  for (const colorScheme of ["light", "dark"]) {
    const context = await chromium.newContext({ colorScheme });
    const page = await open(context, server.address, failures);
    for (const link of links) {
      await page.goto(link);
      // From outside the page, as a reader's own tool: the page's policy allows no foreign program.
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      for (const { id, nodes } of violations) {
        found.push(`${colorScheme} ${link}: ${id}: ${nodes.slice(0, 3).map(({ target }) => target.join(" ")).join("; ")}`);
      }
    }
    await context.close();
  }
  assert.deepEqual(found, []);
});

test("no program on a page failed, and nothing was fetched from elsewhere", () => {
  assert.deepEqual(failures, []);
});
