// Programs in real Chromium: the company of bots, who are let in by a switch and marked wherever
// they are, and API tokens on the account's page.

import assert from "node:assert/strict";
import type { MessageId } from "../../protocol/domain.ts";
import { Client } from "../../tools/client.ts";
import {
  assertFits,
  english,
  say,
  sees,
  signUp,
  visit,
  type Visitor,
} from "../support/browser/browser.ts";
import { violationsIn } from "../support/browser/axe.ts";
import { openHouse } from "../support/browser/browser_house.ts";

const anyone = { sex: "any", age: null, widen: false };

/** A bot that waits. */
async function bring(url: string, username: string): Promise<Client> {
  const client = new Client(url);
  const profile = { birthDate: "1990-05-17", sex: "other" } as const;
  const account = { username, password: "walnut-orbit-71", profile, bot: true };
  assert.equal((await client.signUp(account)).status, 201);
  assert.equal((await client.put("/api/ticket", { criteria: anyone })).status, 200);
  return client;
}

async function speak(client: Client, text: string): Promise<void> {
  const line = await client.connect();
  const { groups: [group] } = await line.hello();
  assert(group);
  const id = crypto.randomUUID() as MessageId;
  line.send({ type: "send", group: group.id, id, text });
  await line.next("message", ({ message }) => message.id === id);
  await line.close();
}

Deno.test("[W352] [W353] [W400] [W401] [W402] programs in real Chromium", async (t) => {
  await using house = await openHouse();
  const { browser, server: { url } } = house;
  const ana = await visit(browser, url, "ana-bots", { locale: "en-GB", width: 390 });
  await ana.page.emulateMedia({ reducedMotion: "reduce" });
  await t.step(
    "[W352] [W400] [W401] bots are let in by a switch, and are marked in the match, in the chat and on their card",
    () => meetBots(ana, url),
  );
  await t.step(
    "[W353] [W402] a token is made, copied and revoked, and lets a program in meanwhile",
    () => useTokens(ana, url),
  );
});

async function meetBots(ana: Visitor, url: string): Promise<void> {
  const kim = await bring(url, "kim");
  await bring(url, "robin-bot-1");
  const { page } = ana;
  await signUp(ana, english);
  await page.getByRole("button", { name: english.begin }).click();
  await page.getByRole("button", { name: english.find }).click();
  await page.getByText("Looking for: any age, any sex", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  const [lets, begin] = [
    page.getByLabel("Let bots in, too"),
    page.getByRole("button", { name: english.begin }),
  ];
  await lets.or(begin).first().waitFor();
  if (await begin.isVisible()) await begin.click();
  assert(!await lets.isChecked());
  await lets.check();
  await assertFits(ana, "The search");
  assert.deepEqual(await violationsIn(page), []);
  await page.getByRole("button", { name: english.find }).click();
  const people = page.locator(".match-people li");
  await people.filter({ hasText: "kim bot" }).waitFor();
  await people.filter({ hasText: "robin-bot-1 bot" }).waitFor();
  assert.deepEqual(await violationsIn(page), []);
  await page.getByRole("link", { name: english.openChat }).click();
  await page.locator(".trio-people .bot-mark").nth(1).waitFor();
  await speak(kim, "Hello, I’m a bot");
  await sees(ana, "Hello, I’m a bot");
  assert.match(await page.locator(".said-by").last().innerText(), /^kim bot/);
  await page.getByRole("heading", { name: /kim \(bot\)/ }).waitFor();
  await page.getByRole("button", { name: "About kim bot" }).last().waitFor();
  await say(ana, english, "Hello you two");
  await sees(ana, "Hello you two");
  await assertFits(ana, "The chat with bots");
  assert.deepEqual(await violationsIn(page), []);
  await page.locator(".trio-people button").nth(1).click();
  await page.getByRole("dialog").getByText("A bot: a program, not a person").waitFor();
  assert.deepEqual(ana.complaints, []);
}

async function useTokens(ana: Visitor, url: string): Promise<void> {
  const { page } = ana;
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(`${url}/account`);
  await page.getByText("No program has one yet.").waitFor();
  await page.getByRole("button", { name: "Create a token" }).click();
  const dialog = page.getByRole("dialog");
  const [reads, writes] = ["Read what you see", "Write in your trios"].map((name) =>
    dialog.getByLabel(name)
  );
  assert(reads && writes);
  const make = dialog.getByRole("button", { name: "Create a token" });
  await reads.uncheck();
  await make.click();
  await dialog.getByText("Give the program a name").waitFor();
  await dialog.getByText("Choose at least one").waitFor();
  const name = dialog.getByLabel("Name of the program");
  assert(await name.evaluate((input) => input === document.activeElement));
  assert.deepEqual(await violationsIn(page), []);
  await name.fill("my bot");
  await writes.check();
  // Who writes reads, too.
  await reads.uncheck();
  assert(!await writes.isChecked());
  await writes.check();
  assert(await reads.isChecked());
  await dialog.getByLabel("It works for").selectOption({ label: "7 days" });
  await assertFits(ana, "The making of a token");
  assert.deepEqual(await violationsIn(page), []);
  await make.click();
  await dialog.getByText("You’ll see it only this once.").waitFor();
  const token = await dialog.locator("code").innerText();
  await assertFits(ana, "The token");
  assert.deepEqual(await violationsIn(page), []);
  await dialog.getByRole("button", { name: "Copy" }).click();
  await dialog.getByRole("button", { name: "Copied" }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), token);
  await dialog.getByRole("button", { name: "I’ve saved it" }).click();
  const row = page.locator(".row", { hasText: "my bot" });
  await row.getByText("Read what you see · Write in your trios").waitFor();
  await row.getByText("Never used").waitFor();
  const ask = () =>
    new Client(url).request("GET", "/api/me", undefined, { authorization: `Bearer ${token}` });
  assert.equal((await ask()).status, 200);
  await row.getByRole("button", { name: "Revoke my bot" }).click();
  assert.equal((await ask()).status, 200, "It asks first");
  await row.getByRole("button", { name: "Yes, revoke" }).click();
  await row.waitFor({ state: "detached" });
  assert.equal((await ask()).status, 401);
  assert.deepEqual(ana.complaints, []);
}
