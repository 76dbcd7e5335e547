// A whole election, not a rehearsal: prepared on the command line, served from a database; five members vote in the browser
// and one does not; something is reported; the command line ends voting and opens the sum while the server runs; readers
// verify here, with the command line, and with a program that other people wrote.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { NAME, POLL, members, prepare } from "../election.mjs";
import { attempt, browser, json, open, picture, serve, shell, until } from "../server.mjs";
import { cast, choose, chooseAgain, promise, text, voteByKeyboard } from "../voter.mjs";

const PHONE = { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true };
/** The answers on the ballot. */
const [BLANK, ANA, BORIS] = [0, 1, 2];

let home;
let server;
let chromium;
let voters;
/** Who abstains comes too late in the end, with a ballot that was made in time. */
let late;
const failures = [];
const trackers = [];
/** What the voters were promised, and the checkpoint that a reader kept before voting ended. */
const kept = { promise: "", checkpoint: "" };

before(async () => {
  home = prepare();
  server = await serve("--data", join(home, "data"), "--keys", join(home, "keys"));
  voters = members(home, server.address);
  chromium = await browser();
});

after(async () => {
  await chromium?.close();
  await server?.stop();
});

async function page(options) {
  const context = await chromium.newContext(options);
  const opened = await open(context, server.address, failures);
  opened.setDefaultTimeout(20_000);
  return opened;
}

test("Ada votes with the keyboard only", async () => {
  const booth = await page();
  trackers.push(await voteByKeyboard(booth, voters[0]));
  kept.promise = await promise(booth);
  await booth.context().close();
});

test("Ben votes on a telephone, and no page is wider than it", async () => {
  const booth = await page(PHONE);
  await choose(booth, voters[1], BORIS);
  trackers.push(await cast(booth, voters[1]));
  const wide = await booth.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 320, `the page is ${wide} wide`);
  await booth.context().close();
});

test("Cem votes in Russian", async () => {
  const booth = await page();
  await choose(booth, voters[2], ANA, "ru");
  trackers.push(await cast(booth, voters[2]));
  assert.equal(await booth.locator("html").getAttribute("lang"), "ru");
  await booth.context().close();
});

test("Dora tests her device: the command line says what the opened ballot holds, and that another code is not its code", async () => {
  const booth = await page();
  await choose(booth, voters[3], BORIS);
  const code = await text(booth, "#booth-code-text");
  await booth.locator("#booth-challenge").click();
  await booth.locator("#booth-opened").waitFor();
  writeFileSync(join(home, "opened.json"), await booth.locator("#booth-opened-text").inputValue());
  const check = (shown) => attempt(home, `veche vote data/${NAME}/${POLL} --check opened.json --code '${shown}'`);
  const holds = check(code);
  assert.equal(holds.status, 0, holds.stderr);
  assert.match(holds.stdout, /Boris/);
  assert.doesNotMatch(holds.stdout, /Ana/);
  assert.notEqual(check(code.replace(/^./, (first) => (first === "A" ? "B" : "A"))).status, 0);

  await booth.locator("#booth-anew").click();
  await chooseAgain(booth, ANA);
  trackers.push(await cast(booth, voters[3]));
  await booth.context().close();
});

test("Eli votes, and votes again", async () => {
  const booth = await page();
  await choose(booth, voters[4], BORIS);
  const first = await cast(booth, voters[4]);
  await choose(booth, voters[4], BLANK);
  trackers.push(await cast(booth, voters[4]), first);
  await booth.context().close();
});

test("a dispersal is reported from a telephone, and stands on the record", async () => {
  const report = await page(PHONE);
  await report.goto(`${server.address}be/e/${NAME}/report/`);
  await report.locator("#report-code").selectOption("assm.disperse");
  await report.locator("#report-text").fill("Сход садаводаў разагналі.");
  await report.locator("#report-from").fill(new Date().toISOString().slice(0, 10));
  await report.locator("#report button[type=submit]").click();
  await report.locator("#report-preview").waitFor();
  await report.locator("#report-send").click();
  await report.locator("#report-done").waitFor({ timeout: 60_000 });
  await report.goto(new URL(await report.locator("#report-entry").getAttribute("href"), report.url()).href);
  assert.ok((await text(report, "main")).includes("Сход садаводаў разагналі"));
  await report.context().close();
  const answer = await fetch(`${server.address}e/${NAME}/record/checkpoint`);
  kept.checkpoint = await answer.text();
});

test("when the command line has ended voting, a ballot made before comes too late, and is told so", async () => {
  late = await page();
  await choose(late, voters[5], BORIS);
  // The ballots of the last minute wait for their window. Closing publishes them.
  assert.match(shell(home, `veche poll close data/${NAME}/${POLL}`), /6 ballots/);
  await late.locator("#booth-to-cast").click();
  await late.locator("#booth-login-name").fill(voters[5].login);
  await late.locator("#booth-login-code").fill(voters[5].code);
  await late.locator("#booth-cast").click();
  await late.locator("#booth-error").waitFor();
});

test("trustees open the sum and the board says what came out, while the server runs", async () => {
  shell(
    home,
    `
    poll=data/${NAME}/${POLL}
    veche poll tally $poll
    veche trustee decrypt $poll --key trustee-1/*.key
    veche trustee decrypt $poll --key trustee-3/*.key --out third.decryption
    veche poll result $poll --decryption third.decryption
    veche election anchor data/${NAME} ${POLL} --key board.key --log-key log.key
    cat > outcome.toml <<END
kind = "outcome_declared"
contest = "chair"
according_to = "authority"
on = "$(date -u +%F)"
poll = "@${POLL}"
voters = { exactly = 6 }
ballots = { exactly = 5 }
votes = [{ option = "ana", votes = { exactly = 3 } }, { option = "boris", votes = { exactly = 1 } }]
elected = ["ana"]
END
    veche election add data/${NAME} outcome.toml --key board.key --log-key log.key
    `,
  );
  const reader = await page();
  const count = `${server.address}en/e/${NAME}/count/`;
  await until("the server shows the result", async () => (await json(`${count}index.json`)).outcomes.length === 1);
  await reader.goto(count);
  await picture(reader, "whole-count");
  const shown = await text(reader, "main");
  assert.match(shown, /Ana[^0-9]*3/);
  assert.match(shown, /Boris[^0-9]*1/);
  await reader.context().close();
});

test("who abstained sees that no ballot bears the own credential, and every voter finds theirs", async () => {
  const find = await page();
  await find.goto(`${server.address}en/e/${NAME}/find/`);
  const answer = async (field, button, value) => {
    await find.locator(field).fill(value);
    await find.locator("#find-result").evaluate((result) => result.replaceChildren());
    await find.locator(button).click();
    await find.locator("#find-result p").waitFor();
    return text(find, "#find-result");
  };
  const sent = [];
  find.on("request", (request) => sent.push(request.url() + (request.postData() ?? "")));
  const word = (name) => text(find, `#find-words [data-word="${name}"]`);
  const bears = (voter) => answer("#find-credential", "#find-credential-submit", voter.credential);
  assert.equal(await bears(voters[5]), await word("credential-none"));
  assert.equal(await bears(voters[0]), await word("credential-counts"));
  for (const [place, tracker] of trackers.entries()) {
    const expected = place === trackers.length - 1 ? "replaced" : "counts";
    assert.equal(await answer("#find-tracker", "#find-submit", tracker), await word(expected), `ballot ${place}`);
  }
  assert.ok(!sent.some((request) => request.includes(voters[5].credential)), "a private credential left the page");
  await find.context().close();
  await late.context().close();
});

test("a reader verifies in the browser: all holds, what was kept is continued, the promise was kept", async () => {
  const verify = await page();
  await verify.goto(`${server.address}en/e/${NAME}/verify/`);
  const file = (name, content) => ({ name, mimeType: "text/plain", buffer: Buffer.from(content) });
  await verify.locator("#verify-kept-file").setInputFiles(file("checkpoint.txt", kept.checkpoint));
  await verify.locator("#verify-promise-file").setInputFiles(file("promise.txt", kept.promise));
  await verify.locator("#verify-start").click();
  await verify.locator("#verify-verdict").waitFor({ timeout: 60_000 });
  await picture(verify, "whole-verified");
  assert.equal(await verify.locator("#verify-verdict").getAttribute("data-status"), "holds");
  for (const check of ["S1", "S8", "S9"]) {
    assert.equal(await verify.locator(`#verify-check-${check}`).getAttribute("data-status"), "holds", check);
  }
  assert.equal(await verify.locator("#verify-kept").getAttribute("data-says"), "continued");
  assert.equal(await verify.locator("#verify-promise").getAttribute("data-says"), "promise-kept");
  await verify.context().close();
});

test("what is exported is sound for the command line", () => {
  writeFileSync(join(home, "promise.txt"), kept.promise);
  writeFileSync(join(home, "checkpoint.txt"), kept.checkpoint);
  const script = `
    veche server export ${NAME} out --data data
    veche verify out
    veche record promise out promise.txt
    veche record check out --against checkpoint.txt --key log.pub
  `;
  assert.match(shell(home, script), /nothing on it breaks a rule/);
  const looked = trackers.map((tracker) => attempt(home, `veche verify out/polls/${POLL}.bel --tracker ${tracker}`).status);
  // The last one is the ballot in whose place Eli put another.
  assert.deepEqual(looked, [0, 0, 0, 0, 0, 1]);
});

test("belenios-tool accepts the exported archive", (context) => {
  const tool = process.env.BELENIOS_TOOL ?? join(homedir(), ".cache/belenios-peer/belenios-tool");
  if (!existsSync(tool)) {
    context.skip(`SKIPPED: there is no belenios-tool 3.3.x at ${tool}; name one in BELENIOS_TOOL`);
    return;
  }
  shell(home, `mkdir peer && cp out/polls/${POLL}.bel peer/$(sed -n 's/^uuid = "\\(.*\\)"/\\1/p' poll/poll.toml).bel`);
  const env = { ...process.env, BELENIOS_USE_URANDOM: "1" };
  // Throws if it exits with anything else than 0.
  execFileSync(tool, ["election", "verify"], { cwd: join(home, "peer"), env, stdio: "pipe" });
});

test("no program on a page failed, and nothing was fetched from elsewhere", () => {
  assert.deepEqual(failures, []);
});
