// What people tell of themselves and have in common, as a newcomer meets it in real Chromium.

import assert from "node:assert/strict";
import type { Client } from "../../tools/client.ts";
import {
  askForAnyone,
  assertFits,
  english,
  openAccount,
  say,
  sees,
  signUp,
  visit,
} from "../support/browser/browser.ts";
import { openHouse } from "../support/browser/browser_house.ts";
import { arrive } from "../support/server/trio.ts";

const anyone = { sex: "any", age: null, widen: false };

async function tell(client: Client, description: object): Promise<void> {
  const profile = { birthDate: "1990-05-17", sex: "other", ...description };
  assert.equal((await client.put("/api/me/profile", profile)).status, 200);
}

Deno.test("[O20] [Q52] [Q54] [V52] what one tells, what three have in common, and how their talk begins, in real Chromium", async () => {
  await using house = await openHouse();
  const { browser, server: { url } } = house;
  const ana = await visit(browser, url, "ana", { locale: "en-GB", width: 390 });
  const { page } = ana;
  const button = (name: string | RegExp, exact = true) => page.getByRole("button", { name, exact });
  // The browser's languages are chosen already.
  await page.getByRole("tab", { name: english.signUpTab }).click();
  await page.getByText("You speak English and French.").waitFor();
  await button("Others").click();
  await button("Remove French").waitFor();
  await page.getByLabel("Add a language").selectOption({ label: "German" });
  await button("Remove German").waitFor();
  await button("Remove French").click();
  await assertFits(ana, "The form");
  await signUp(ana, english);
  await askForAnyone(ana, english);
  // While one waits there is time.
  await button("Choose a few things").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "cooking", exact: true }).click();
  await dialog.getByLabel("Something else").fill("Karst");
  await dialog.getByLabel("Something else").press("Enter");
  await dialog.getByRole("button", { name: "Karst", exact: true, pressed: true }).waitFor();
  await dialog.getByLabel("A line about you").fill("Mostly harmless");
  await assertFits(ana, "The dialog");
  // The way back closes it, and what was begun is there again.
  await dialog.getByLabel("Something else").fill("Unadd");
  await page.goBack();
  await dialog.waitFor({ state: "detached" });
  await button("Choose a few things").click();
  await dialog.getByRole("button", { name: "Karst", exact: true, pressed: true }).waitFor();
  assert.equal(await dialog.getByLabel("Something else").inputValue(), "Unadd");
  assert.equal(await dialog.getByLabel("A line about you").inputValue(), "Mostly harmless");
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  const [bob, clo] = [await arrive(url, "bob-common"), await arrive(url, "clo-common")];
  await tell(bob, { languages: ["de", "en"], interests: ["cooking", "karst"], about: "Hi there" });
  await tell(clo, { languages: ["en"], interests: [] });
  for (const one of [bob, clo]) await one.put("/api/ticket", { criteria: anyone });
  await page.getByText("You all speak English.").first().waitFor();
  await page.getByText("You and bob-common: cooking and Karst").first().waitFor();
  await page.getByText("Hi there").waitFor();
  await assertFits(ana, "The match");
  await page.getByRole("link", { name: english.openChat }).click();
  const log = page.getByRole("log");
  await log.locator(".chip").first().waitFor();
  assert.equal(await log.evaluate((one) => one.scrollTop), 0, "Its beginning is out of sight");
  assert.equal(await page.locator(".to-end").count(), 0);
  // A question about what is shared, and two others.
  const opening = page.getByRole("region", { name: "Something to start with" });
  await opening.getByRole("button").first().waitFor();
  const question = "What do you cook when you want to be good to somebody?";
  await opening.getByRole("button", { name: `Write: ${question}` }).click();
  assert.equal(await page.getByLabel(english.write).inputValue(), question);
  assert.equal(await opening.getByRole("button", { name: /^Write: / }).count(), 3);
  await button("Other questions").click();
  await opening.getByRole("button", { name: `Write: ${question}` }).waitFor({ state: "detached" });
  await assertFits(ana, "The chat");
  await say(ana, english, question);
  await sees(ana, question);
  await opening.waitFor({ state: "detached" });
  await page.getByRole("link", { name: "Trio", exact: false }).first().click();
  await openAccount(page);
  await button("What you like, and a line about you").click();
  await page.getByRole("dialog").getByLabel("A line about you").waitFor();
  assert.deepEqual(ana.complaints, []);
});
