// What a voter does in the booth. A voter is what they were given: `link` with the credential behind `#`, `login`, `code`.

import assert from "node:assert/strict";

import { picture } from "./server.mjs";

/** The text of an element. */
export const text = (page, id) => page.locator(id).textContent();

/** From the link to the code of the ballot. */
export async function choose(page, voter, answer, language = "en") {
  await page.goto(voter.link.replace("/en/", `/${language}/`));
  await page.locator("#booth-begin").click();
  await page.locator("#booth-ask").waitFor();
  assert.ok(!page.url().includes("#"), "the credential left the address");
  await chooseAgain(page, answer);
}

/** From the questions to the code of the ballot. */
export async function chooseAgain(page, answer) {
  await page.locator(`[name="question-1"][value="${answer}"]`).check();
  await page.locator("#booth-next").click();
  await page.locator("#booth-encrypt").click();
  await page.locator("#booth-code").waitFor();
}

/** From the code of the ballot to its tracker. */
export async function cast(page, voter) {
  await page.locator("#booth-to-cast").click();
  await page.locator("#booth-login-name").fill(voter.login);
  await page.locator("#booth-login-code").fill(voter.code);
  await page.locator("#booth-cast").click();
  await page.locator("#booth-done").waitFor();
  return text(page, "#booth-tracker");
}

/** From the link to the tracker with no other thing than a keyboard; the answer is the first. */
export async function voteByKeyboard(page, voter) {
  await page.goto(voter.link);
  await page.locator("#booth-begin:enabled").waitFor();
  const press = async (...keys) => {
    for (const key of keys) {
      await page.keyboard.press(key);
    }
  };
  await page.locator("#booth-credential").focus();
  await press("Enter");
  await page.locator("#booth-ask").waitFor();
  await press("Tab", "Space", "Tab", "Enter");
  await page.locator("#booth-review").waitFor();
  await picture(page, "booth-review");
  await press("Tab", "Enter");
  await page.locator("#booth-code").waitFor();
  await press("Tab", "Enter");
  await page.locator("#booth-login").waitFor();
  await press("Tab");
  await page.keyboard.type(voter.login);
  await press("Tab");
  await page.keyboard.type(voter.code);
  await press("Tab", "Enter");
  await page.locator("#booth-done").waitFor();
  return text(page, "#booth-tracker");
}

/** The promise that the booth offers as a file. */
export const promise = async (page) =>
  decodeURIComponent((await page.locator("#booth-promise").getAttribute("href")).replace(/^[^,]*,/, ""));
