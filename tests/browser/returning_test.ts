// What somebody meets who comes back, in real Chromium: their last choice, where they are by the
// tab's title, what has happened in their trios meanwhile, and that a press too many does nothing.

import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import type { GroupId, MessageId } from "../../protocol/domain.ts";
import { wishersLeast } from "../../protocol/rules.ts";
import { english, openWish } from "../support/browser/browser.ts";
import { openHouse } from "../support/browser/browser_house.ts";
import { type Guest, isKept, letIn, sayAll, until } from "../support/browser/guest.ts";
import { tellTime, zoneAtNoon } from "../support/browser/page_time.ts";
import { arrive, formTrio } from "../support/server/trio.ts";

interface House {
  readonly browser: Browser;
  readonly url: string;
}

const anyone = { criteria: { sex: "any", age: null, widen: false } };

Deno.test("[J62] [W137] [W138] [W139] [W140] [W141] [W142] [W143] who comes back to the page", async (t) => {
  await using opened = await openHouse({ BURST: "200" });
  const house: House = { browser: opened.browser, url: opened.server.url };
  await t.step(
    "[W137] [W138] [J62] the last choice is chosen again; the tab is called as its page; who waits is told others' wishes",
    () => choose(house),
  );
  await t.step(
    "[W139] the list tells the last line, another's reaction, and who looks for a third",
    () => list(house),
  );
  await t.step("[W140] at midnight today becomes yesterday", () => wakeUp(house));
  await t.step(
    "[W141] who blocks somebody leaves in the same step, unless they choose to stay",
    () => block(house),
  );
  await t.step("[W142] an open chat tells a match and what is unread elsewhere", () => talk(house));
  await t.step("[W143] what is pressed twice is done once", () => pressTwice(house));
});

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const called = (page: Page, title: string) =>
  page.waitForFunction((it) => document.title === it, title);

async function leave({ context, complaints }: Guest): Promise<void> {
  assert.deepEqual(complaints, []);
  await context.close();
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel("Write a message").fill(text);
  await page.getByLabel("Write a message").press("Enter");
  await page.locator(".said:not(.pending) .bubble", { hasText: text }).waitFor();
}

async function choose({ browser, url }: House): Promise<void> {
  for (let number = 0; number < wishersLeast; number++) {
    const other = await arrive(url, `asked${number}`);
    assert.equal((await other.put("/api/ticket", anyone)).status, 200);
    await other.request("DELETE", "/api/ticket");
  }
  const person = await arrive(url, "chooser");
  const guest = await letIn(browser, { url, path: "/groups", person });
  const { page } = guest;
  await called(page, "Two seats are free at your table – Trio");
  await openWish(guest, english);
  await called(page, "Find your trio – Trio");
  await page.getByRole("radio", { name: /^Anyone/ }).check();
  await page.getByText("More choices", { exact: true }).click();
  await page.getByRole("slider").press("ArrowLeft");
  await page.getByRole("radio", { name: "same sex", exact: true }).check();
  const chosen = page.getByRole("radio", {
    name: "Anyone Up to 20 years, same sex",
    checked: true,
  });
  await chosen.waitFor();
  await button(page, "Find my trio").click();
  await called(page, "Finding your two people… – Trio");
  await page.getByText("Others asked today for: any age, any sex", { exact: true }).waitFor();
  await until(() => page.evaluate(isKept, '"lastCriteria":{"sex":"same","age":20'));
  await page.reload();
  await button(page, "Cancel").click();
  await chosen.waitFor();
  await page.getByText("More choices", { exact: true }).click();
  await page.getByRole("radio", { name: "any sex", exact: true }).check();
  await button(page, "Find my trio").click();
  for (const name of ["one", "two"]) await (await arrive(url, name)).put("/api/ticket", anyone);
  await called(page, "Your trio is here – Trio");
  await page.getByRole("link", { name: "Say hello" }).click();
  await called(page, "one and two – Trio");
  await page.goto(`/groups/${crypto.randomUUID()}`);
  await called(page, "Nothing here – Trio");
  await leave(guest);
}

async function list({ browser, url }: House): Promise<void> {
  const { group, people: [person, other, third] } = await formTrio(url, "list");
  const guest = await letIn(browser, { url, path: `/groups/${group}`, person });
  const { page } = guest;
  const last = page.locator(".trio-last");
  await say(page, "Mine");
  await page.getByLabel("Write a message").press("ArrowUp");
  await page.getByLabel("Write a message").fill("Mine, and better");
  await page.getByLabel("Write a message").press("Enter");
  await last.getByText("You: Mine, and better", { exact: true }).waitFor();
  const line = await other.connect();
  const { user } = await line.hello();
  line.send({
    type: "react",
    group,
    id: crypto.randomUUID() as MessageId,
    seq: 2,
    emoji: "🎉",
    on: true,
  });
  await last.getByText(`${user.username} reacted with 🎉`).waitFor();
  line.send({
    type: "react",
    group,
    id: crypto.randomUUID() as MessageId,
    seq: 2,
    emoji: "🎉",
    on: false,
  });
  await last.getByText("You: Mine, and better", { exact: true }).waitFor();
  await line.close();
  await third.request("DELETE", `/api/groups/${group}/membership`);
  await last.getByText("left the trio").waitFor();
  assert.equal(await page.locator(".trio").getByText("Finding one more…").count(), 0);
  await other.put(`/api/groups/${group}/seat`, {});
  await page.locator(".trio").getByText("Finding one more…").waitFor();
  await other.request("DELETE", `/api/groups/${group}/seat`);
  await leave(guest);
}

async function wakeUp({ browser, url }: House): Promise<void> {
  const { group, people: [person] } = await formTrio(url, "wake");
  const zone = { timezoneId: zoneAtNoon() };
  const guest = await letIn(browser, { url, path: "/groups", person }, zone);
  const { page } = guest;
  let sleptMs = 0;
  const { told } = await tellTime(page, () => Date.now() + sleptMs);
  await page.clock.install();
  await page.goto(`/groups/${group}`);
  await page.locator(".day", { hasText: "Today" }).waitFor();
  // A connection that is still opening would be given up after a night.
  await told;
  sleptMs = 24 * 3_600_000;
  await page.clock.fastForward(sleptMs);
  await page.locator(".day", { hasText: "Yesterday" }).waitFor();
  await leave(guest);
}

async function block({ browser, url }: House): Promise<void> {
  const { group, people: [person] } = await formTrio(url, "block");
  const guest = await letIn(browser, { url, path: `/groups/${group}`, person });
  const { page } = guest;
  await button(page, "About this trio").click();
  await page.locator(".member summary").first().click();
  await page.getByRole("button", { name: /^Block / }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("checkbox", { name: /^Leave every trio with /, checked: true }).waitFor();
  await dialog.getByRole("button", { name: "Block and leave" }).click();
  await page.waitForURL("**/groups");
  await page.getByText(/^You blocked .* and left every trio with them\.$/).waitFor();
  assert.equal(await page.locator(".trio").count(), 0);
  await leave(guest);
}

async function talk({ browser, url }: House): Promise<void> {
  const { group, people: [person] } = await formTrio(url, "talk");
  const narrow = { viewport: { width: 390, height: 740 } };
  const guest = await letIn(browser, { url, path: `/groups/${group}`, person }, narrow);
  const { page } = guest;
  await page.getByLabel("Write a message").waitFor();
  const fresh = [await arrive(url, "fresh.one"), await arrive(url, "fresh.two")] as const;
  for (const one of [person, ...fresh]) await one.put("/api/ticket", anyone);
  const match = page.getByRole("link", { name: "Your trio is here" });
  await match.waitFor();
  const line = await fresh[0].connect();
  const { groups } = await line.hello();
  await sayAll(line, groups[0]?.id as GroupId, ["Hello", "Anyone?"]);
  await line.close();
  await page.getByRole("link", { name: /^Your trios\s+2 unread messages$/ }).waitFor();
  await match.click();
  await page.locator(".said", { hasText: "Anyone?" }).waitFor();
  await match.waitFor({ state: "detached" });
  await page.getByRole("link", { name: /^Your trios$/ }).waitFor();
  await leave(guest);
}

async function pressTwice({ browser, url }: House): Promise<void> {
  const { group, people: [person] } = await formTrio(url, "twice");
  const guest = await letIn(browser, { url, path: `/groups/${group}`, person });
  const { page } = guest;
  const { promise: isLetThrough, resolve: letThrough } = Promise.withResolvers<void>();
  const asked: string[] = [];
  await page.route("**/api/reports", async (route) => {
    asked.push(route.request().method());
    await isLetThrough;
    await route.continue();
  });
  await button(page, "About this trio").click();
  await page.locator(".member summary").first().click();
  await page.getByRole("button", { name: /^Report / }).click();
  await page.getByLabel("What happened").fill("Something");
  await page.getByRole("dialog").getByRole("button", { name: "Send" }).dblclick();
  letThrough();
  await page.getByText("Thank you, we’ve got your report.").waitFor();
  assert.deepEqual(asked, ["POST"]);
  await button(page, "Close").click();

  await say(page, "To be thought over");
  await button(page, "React, reply, edit or delete").click();
  await button(page, "Delete").dblclick();
  await button(page, "Delete for everyone").waitFor();
  await button(page, "Delete for everyone").click();
  await page.getByText("Message deleted").first().waitFor();
  await leave(guest);
}
