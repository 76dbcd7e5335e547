// Starts the program for a scenario, and a browser; ends both.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The program. */
export const VECHE = process.env.VECHE ?? join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug", "veche");

/** A folder that nobody else uses. */
export const folder = () => mkdtempSync(join(tmpdir(), "veche-browser-"));

/** Runs a script as somebody at a terminal would, with `veche` at hand. Gives what it printed, and its status. */
export function attempt(cwd, script) {
  const env = { ...process.env, PATH: `${dirname(VECHE)}${delimiter}${process.env.PATH}` };
  const { status, stdout, stderr } = spawnSync("bash", ["-euo", "pipefail", "-c", script], { cwd, env, encoding: "utf8" });
  return { status, stdout, stderr };
}

/** The same, where it must succeed. Gives what it printed. */
export function shell(cwd, script) {
  const { status, stdout, stderr } = attempt(cwd, script);
  if (status !== 0) {
    throw new Error(`ended with ${status}:\n${script}\n${stdout}\n${stderr}`);
  }
  return stdout;
}

/** Starts `veche serve` with these arguments. Gives its address, the lines it printed, and how to end it. */
export async function serve(...args) {
  const child = spawn(VECHE, ["serve", "--listen", "127.0.0.1:0", ...args], { stdio: ["ignore", "pipe", "inherit"], cwd: folder() });
  const printed = [];
  for await (const line of createInterface({ input: child.stdout })) {
    printed.push(line);
    if (line.startsWith("Stop it")) {
      break;
    }
  }
  const address = printed[0]?.match(/http:\/\/\S+/)?.[0];
  if (!address) {
    throw new Error("the server did not start");
  }
  const stop = async () => {
    child.kill("SIGTERM");
    if (child.exitCode === null) {
      await once(child, "exit");
    }
  };
  return { address, printed, stop, child };
}

/** The voters of a demonstration: number, code, link. */
export const voters = (printed) =>
  printed
    .map((line) => line.match(/voter +(\d+), code (\S+): (\S+)/))
    .filter(Boolean)
    .map(([, login, code, link]) => ({ login, code, link }));

/** Debian's Chromium. It asks nothing of anybody but the server under test. */
export const browser = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });

/** A page that fails the scenario when a program in it fails, or something is fetched from elsewhere. */
export async function open(context, address, failures) {
  const page = await context.newPage();
  page.on("pageerror", (error) => failures.push(`${page.url()}: ${error}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) {
      failures.push(`${page.url()}: ${message.text()}`);
    }
  });
  page.on("request", (request) => {
    const from = request.url();
    if (!from.startsWith(address) && !from.startsWith("file:") && !from.startsWith("data:") && !from.startsWith("blob:") && from !== "about:blank") {
      failures.push(`fetched from elsewhere: ${from}`);
    }
  });
  return page;
}

/** Asks again and again until it is so, for at most so many seconds. @param {() => Promise<boolean>} so */
export async function until(what, so, seconds = 20) {
  for (const end = Date.now() + seconds * 1_000; !(await so()); ) {
    if (Date.now() > end) {
      throw new Error(`after ${seconds} s still not: ${what}`);
    }
    await new Promise((done) => setTimeout(done, 200));
  }
}

/** What the server answers, as JSON. */
export const json = async (address) => (await fetch(address)).json();

/** Keeps a picture of a page, if pictures are asked for. */
export async function picture(page, name) {
  if (process.env.VECHE_SHOW) {
    await page.screenshot({ path: join(ROOT, "tests/browser/pictures", `${name}.png`), fullPage: true });
  }
}
