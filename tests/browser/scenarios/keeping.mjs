// The verifier and the booth as files that somebody keeps: opened from the disk, they need no page of a server, and find out
// a server that is not the one they were made for.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { VECHE, browser, folder, open, picture, serve, voters } from "../server.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ELECTIONS = fileURLToPath(new URL("../../../elections/", import.meta.url));

let server;
/** Another server: every demonstration makes its rehearsal with keys of its own. */
let other;
let chromium;
let files;
const failures = [];

before(async () => {
  [server, other] = await Promise.all([serve("--demo"), serve("--demo")]);
  chromium = await browser();
  files = folder();
});

after(async () => {
  await chromium?.close();
  await server?.stop();
  await other?.stop();
});

const text = (page, id) => page.locator(id).textContent();
const address = (name) => pathToFileURL(join(files, name)).href;

/** Saves the file that a page offers, and compares it with the hash that stands beside it. */
async function keep(path) {
  const context = await chromium.newContext();
  const page = await open(context, server.address, failures);
  await page.goto(`${server.address}${path}`);
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#kept-file").click()]);
  const name = download.suggestedFilename();
  await download.saveAs(join(files, name));
  const hash = createHash("sha256").update(readFileSync(join(files, name))).digest("hex");
  assert.equal(await text(page, "#kept-sha256"), hash);
  assert.ok((await text(page, "#kept-vouched + ul")).includes("Election committee"), "the committee vouches for it");
  await picture(page, `keep-${name}`);
  await context.close();
  return name;
}

/** A page of a kept file: it may talk to this server only. */
async function opened(name, at = server.address) {
  const context = await chromium.newContext();
  const page = await open(context, at, failures);
  await page.goto(address(name));
  return page;
}

async function verdict(page) {
  await page.locator("#verify-start").click();
  await page.locator("#verify-verdict").waitFor({ timeout: 60_000 });
  return page.locator("#verify-verdict").getAttribute("data-status");
}

test("the verifier that somebody kept verifies the record of its server, and finds out another log", async () => {
  const name = await keep("en/e/rehearsal/verify/");
  assert.equal(name, "verify.en.html");
  const page = await opened(name);
  await page.locator("#verify-start").click();
  assert.match(await text(page, "#verify-progress"), /Where is the election/);
  await page.locator("#kept-address").fill(`${server.address}en/e/rehearsal/`);
  assert.notEqual(await verdict(page), "unsound");
  assert.equal(await page.locator("#verify-check-S2").getAttribute("data-status"), "holds");
  await picture(page, "kept-verifier");
  await page.context().close();

  const deceived = await opened(name, other.address);
  await deceived.goto(`${address(name)}#${other.address}en/e/rehearsal/`);
  assert.equal(await deceived.locator("#kept-address").inputValue(), `${other.address}en/e/rehearsal/`);
  assert.equal(await verdict(deceived), "unsound");
  assert.equal(await deceived.locator("#verify-check-S2").getAttribute("data-status"), "unsound");
  assert.match(await text(deceived, "#verify-check-S2"), /not of the log that was asked for.*another election/);
  await deceived.context().close();

  // Its own page, which knows of no other key, finds nothing.
  const own = await opened(name, other.address);
  await own.goto(`${other.address}en/e/rehearsal/verify/`);
  assert.notEqual(await verdict(own), "unsound");
  await own.context().close();
});

test("a file served by any web server knows where it lies", async () => {
  const context = await chromium.newContext();
  const page = await open(context, server.address, failures);
  await page.goto(`${server.address}e/rehearsal/verify.ru.html`);
  assert.equal(await page.locator("#kept-address").inputValue(), `${server.address}e/rehearsal/`);
  assert.notEqual(await verdict(page), "unsound");
  await context.close();
});

test("without a net the verifier reads the folder of an election, and a change in it is found", async () => {
  const made = join(folder(), "programs");
  const printed = execFileSync(VECHE, ["server", "programs", join(ELECTIONS, "association"), "--out", made], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const program = readFileSync(join(made, "verify.en.html"));
  assert.ok(printed.includes(`${createHash("sha256").update(program).digest("hex")}  verify.en.html\n`));
  writeFileSync(join(files, "association.html"), program);
  const copy = join(folder(), "association");
  cpSync(join(ELECTIONS, "association"), copy, { recursive: true });

  const page = await opened("association.html", "nowhere:");
  await page.context().setOffline(true);
  await page.locator("#kept-folder").setInputFiles(copy);
  assert.equal(await verdict(page), "holds");
  assert.equal(await page.locator("#verify-check-S8").getAttribute("data-status"), "holds");

  const archive = join(copy, "polls/board.bel");
  const bytes = readFileSync(archive);
  bytes[60_000] ^= 1;
  writeFileSync(archive, bytes);
  await page.locator("#kept-folder").setInputFiles(copy);
  assert.equal(await verdict(page), "unsound");
  assert.equal(await page.locator("#verify-check-S8").getAttribute("data-status"), "unsound");
  await page.context().close();
});

test("a voter votes with the booth that was kept, and finds the ballot", async () => {
  const name = await keep("en/e/rehearsal/vote/chair/");
  assert.equal(name, "booth-chair.en.html");
  const [voter] = voters(server.printed);
  const page = await opened(name);
  await page.locator("#kept-address").fill(voter.link);
  await page.locator("#booth-credential").and(page.locator(":not([value=''])")).waitFor();
  assert.ok(!(await page.locator("#kept-address").inputValue()).includes("#"), "the credential left the address");
  assert.ok(!page.url().includes("#"), "the credential left the address");
  await page.locator("#booth-begin").click();
  await page.locator("#booth-ask").waitFor();
  await picture(page, "kept-booth");
  await page.locator('[name="question-1"][value="2"]').check();
  await page.locator("#booth-next").click();
  await page.locator("#booth-encrypt").click();
  await page.locator("#booth-code").waitFor();
  await page.locator("#booth-to-cast").click();
  await page.locator("#booth-login-name").fill(voter.login);
  await page.locator("#booth-login-code").fill(voter.code);
  await page.locator("#booth-cast").click();
  await page.locator("#booth-done").waitFor();
  const tracker = await text(page, "#booth-tracker");
  await page.locator("#booth-qr img").waitFor();
  await page.context().close();

  const context = await chromium.newContext();
  const finding = await open(context, server.address, failures);
  await finding.goto(`${server.address}en/e/rehearsal/find/`);
  await finding.locator("#find-tracker").fill(tracker);
  await finding.locator("#find-submit").click();
  await finding.locator("#find-result p").waitFor();
  assert.doesNotMatch(await text(finding, "#find-result"), /no ballot/);
  await context.close();
});

test("the booth that was kept refuses a server with another poll", async () => {
  const page = await opened("booth-chair.en.html", other.address);
  const [voter] = voters(other.printed);
  await page.goto(`${address("booth-chair.en.html")}#${voter.link}`);
  await page.locator("#booth-begin").click();
  await page.locator("#booth-error").waitFor();
  assert.match(await text(page, "#booth-error-text"), /another poll/);
  await page.context().close();
});

test("no kept file hinders who cannot see or point well, light or dark, on a telephone", async () => {
  const found = [];
  for (const colorScheme of ["light", "dark"]) {
    const context = await chromium.newContext({ colorScheme, viewport: { width: 320, height: 640 } });
    const page = await open(context, "nowhere:", failures);
    for (const name of ["verify.en.html", "booth-chair.en.html"]) {
      await page.goto(address(name));
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      found.push(...violations.map(({ id, nodes }) => `${colorScheme} ${name}: ${id}: ${nodes[0].target}`));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 320, `${name} is ${wide} wide`);
    }
    await context.close();
  }
  assert.deepEqual(found, []);
});

test("no program in a kept file failed, and nothing was fetched from elsewhere", () => {
  assert.deepEqual(failures, []);
});
