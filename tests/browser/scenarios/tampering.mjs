// What a dishonest server, or somebody between it and the reader, would show, and what catches it: a ballot that was promised
// and left out, an older record, a record that was written anew with the same key.
//
// Every lie here is consistent: record and archive are sound and signed. What catches it is what somebody kept.

import assert from "node:assert/strict";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { copy, read, show, write } from "../copy.mjs";
import { NAME, prepare } from "../election.mjs";
import { attempt, browser, folder, json, open, serve, shell, until, voters } from "../server.mjs";
import { cast, choose, promise } from "../voter.mjs";

let server;
let chromium;
/** A folder with copies of the rehearsal: `without` the ballot, and `with` it; and with what was kept. */
let home;
/** The ballot, what the voter was promised, and the copy that a dishonest server goes on showing. */
const told = { tracker: "", promise: "", without: new Map() };
/** What a reader kept. */
let checkpoint = "";
const failures = [];

before(async () => {
  server = await serve("--demo");
  chromium = await browser();
  home = folder();
});

after(async () => {
  await chromium?.close();
  await server?.stop();
});

/**
 * Somebody verifies an election in the browser. Gives what the page says.
 * @param {string} address the server's
 * @param {string} election
 * @param {{files?: Map<string, Buffer>, kept?: string, promised?: string}} given what is shown instead of what the server
 *   has; a checkpoint and a promise that were kept
 */
async function verify(address, election, { files, kept, promised }) {
  const context = await chromium.newContext();
  const page = await open(context, address, failures);
  if (files) {
    await show(context, `${address}e/${election}/`, files);
  }
  await page.goto(`${address}en/e/${election}/verify/`);
  for (const [id, content] of [["kept", kept], ["promise", promised]]) {
    if (content) {
      const file = { name: "kept.txt", mimeType: "text/plain", buffer: Buffer.from(content) };
      await page.locator(`#verify-${id}-file`).setInputFiles(file);
    }
  }
  await page.locator("#verify-start").click();
  await page.locator("#verify-verdict").waitFor({ timeout: 60_000 });
  const said = async (id) => {
    const { says = "" } = await page.locator(id).evaluate((line) => ({ ...line.dataset }));
    return { says, text: await page.locator(id).textContent() };
  };
  const answer = {
    verdict: await page.locator("#verify-verdict").getAttribute("data-status"),
    checkpoint: await page.locator("#verify-checkpoint").inputValue(),
    kept: await said("#verify-kept"),
    promise: await said("#verify-promise"),
  };
  await context.close();
  return answer;
}

test("a promise whose time has not come is not broken", async () => {
  told.without = await copy(`${server.address}e/rehearsal/`);
  const context = await chromium.newContext();
  const page = await open(context, server.address, failures);
  const [voter] = voters(server.printed);
  await choose(page, voter, 1);
  told.tracker = await cast(page, voter);
  told.promise = await promise(page);
  await context.close();

  const answer = await verify(server.address, "rehearsal", { files: told.without, promised: told.promise });
  assert.equal(answer.promise.says, "promise-not-due");
  write(told.without, join(home, "without"));
  writeFileSync(join(home, "promise.txt"), told.promise);
  const { status, stdout } = attempt(home, "veche record promise without promise.txt");
  assert.equal(status, 0);
  assert.match(stdout, /look again/);
});

test("a promise that was exchanged on the way is noticed by the booth", async () => {
  const context = await chromium.newContext();
  const page = await open(context, server.address, failures);
  await context.route("**/polls/chair/ballots", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), promise: told.promise } });
  });
  const voter = voters(server.printed)[1];
  await choose(page, voter, 1);
  await cast(page, voter);
  assert.equal(
    await page.locator("#booth-progress").textContent(),
    await page.locator('#booth-words [data-word="promise-wrong"]').textContent(),
  );
  await context.close();
});

test("an older record is noticed by who kept a checkpoint, here and with the command line", async () => {
  const ballot = `${server.address}api/v1/e/rehearsal/polls/chair/ballots/${told.tracker.replaceAll("+", "-").replaceAll("/", "_")}`;
  await until("the ballot is published and anchored", async () => (await json(ballot)).entry !== undefined);
  const honest = await verify(server.address, "rehearsal", {});
  checkpoint = honest.checkpoint;
  const again = await verify(server.address, "rehearsal", { kept: checkpoint });
  assert.equal(again.kept.says, "continued");

  const older = await verify(server.address, "rehearsal", { files: told.without, kept: checkpoint });
  assert.equal(older.kept.says, "shorter");
  assert.match(older.kept.text, /older record/);
  writeFileSync(join(home, "checkpoint.txt"), checkpoint);
  const { status, stdout } = attempt(home, "veche record check without --against checkpoint.txt");
  assert.equal(status, 1, stdout);
});

test("a record that was written anew with the same key is noticed, and the two checkpoints are a proof for everybody", async () => {
  const place = prepare();
  const say = (copied, text) =>
    shell(
      place,
      `
      cat > said.toml <<END
kind = "report_filed"
code = "positive"
when = { from = "$(date -u +%F)" }
place = "gardeners"
actor = "campaign"
connection = "witness"
text = "${text}"
END
      rm -f once.key
      veche key new once.key > /dev/null
      veche election add ${copied}/${NAME} said.toml --key once.key --log-key log.key
      `,
    );
  for (const copied of ["shown", "anew", "longer"]) {
    cpSync(join(place, NAME), join(place, copied, NAME), { recursive: true });
  }
  say("shown", "The ballots of the first day were lost.");
  say("anew", "Nothing happened.");
  say("longer", "Nothing happened.");
  say("longer", "Nothing at all.");

  const real = await serve(join(place, "shown", NAME));
  try {
    const first = await verify(real.address, NAME, {});
    assert.notEqual(first.verdict, "unsound");
    writeFileSync(join(place, "checkpoint.txt"), first.checkpoint);
    for (const copied of ["anew", "longer"]) {
      const files = read(join(place, copied, NAME));
      const alone = await verify(real.address, NAME, { files });
      assert.notEqual(alone.verdict, "unsound", `${copied}: alone nothing shows it`);
      const answer = await verify(real.address, NAME, { files, kept: first.checkpoint });
      assert.equal(answer.kept.says, "rewritten", copied);
      assert.match(answer.kept.text, /rewritten.*Keep both checkpoints/);

      const out = `${copied}.conflict`;
      const check = `veche record check ${copied}/${NAME} --against checkpoint.txt --key log.pub --out ${out}`;
      assert.equal(attempt(place, check).status, 1, copied);
      assert.equal(attempt(place, `veche record check --conflict ${out} --key log.pub`).status, 0, copied);
      const other = "veche key new other-$RANDOM.key --log veche.example/gardeners > other.pub";
      assert.notEqual(attempt(place, `${other}; veche record check --conflict ${out} --key other.pub`).status, 0, copied);
    }
  } finally {
    await real.stop();
  }
});

test("when its time has come, a promised ballot that is left out is a broken promise, here and with the command line", async () => {
  const [, , , , by] = told.promise.split("\n");
  await until("the time of the promise", async () => Date.now() > Date.parse(by), 120);
  const promised = told.promise;
  const broken = await verify(server.address, "rehearsal", { files: told.without, promised });
  assert.notEqual(broken.verdict, "unsound", "alone nothing shows it");
  assert.equal(broken.promise.says, "promise-broken");
  const left = attempt(home, "veche record promise without promise.txt");
  assert.equal(left.status, 1);
  assert.match(left.stdout, /BROKEN/);

  const honest = await verify(server.address, "rehearsal", { promised, kept: checkpoint });
  assert.equal(honest.promise.says, "promise-kept");
  write(await copy(`${server.address}e/rehearsal/`), join(home, "with"));
  assert.equal(attempt(home, "veche record promise with promise.txt").status, 0);

  // Nobody can accuse a server with a promise that it did not give, or with a record that is not sound.
  const forged = promised.replace(told.tracker, told.tracker.replace(/^./, (first) => (first === "A" ? "B" : "A")));
  assert.equal((await verify(server.address, "rehearsal", { promised: forged })).promise.says, "promise-not-signed");
  const files = new Map(told.without);
  const archive = Buffer.from(files.get("polls/chair.bel"));
  archive[archive.length - 2_000] ^= 1;
  files.set("polls/chair.bel", archive);
  const damaged = await verify(server.address, "rehearsal", { files, promised });
  assert.deepEqual([damaged.verdict, damaged.promise.says], ["unsound", "promise-unknown"]);
});

test("no program on a page failed, and nothing was fetched from elsewhere", () => {
  assert.deepEqual(failures, []);
});
