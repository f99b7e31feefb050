// Reports, decisions and blocks in real Chromium: what one tells of another, what a moderator makes
// of it, and what becomes of whom it is about; and how the server is, for an operator.

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { english } from "../support/browser/browser.ts";
import { type BrowserHouse, openHouse } from "../support/browser/browser_house.ts";
import { type Guest, letIn, sayAll } from "../support/browser/guest.ts";
import { tabTo } from "../support/browser/keyboard.ts";
import { setRole, watchServer } from "../support/browser/operator.ts";
import { arrive, formTrio } from "../support/server/trio.ts";

const password = "walnut-orbit-71";

Deno.test("[W280] [W281] [W282] [W283] [Z70] moderation and operation in real Chromium", async (t) => {
  await using house = await openHouse();
  await t.step(
    "[W280] [W281] [W282] a message is reported, a moderator decides by keys alone, and who is suspended is out",
    () => judge(house),
  );
  await t.step(
    "[W283] who blocks leaves in the same step, and who stays is told what they may do",
    () => block(house),
  );
  await t.step(
    "[Z70] an operator sees what was measured, drawn and as a table, of an hour and a day; nobody else does",
    () => watchServer(house),
  );
});

const button = (page: Page, name: string | RegExp) =>
  page.getByRole("button", { name, exact: true });

/** The browser's own word on a refused request. */
const refused = /status of 40[134]/;

async function leave({ page, complaints }: Guest): Promise<void> {
  assert.deepEqual(complaints.filter((one) => !refused.test(one)), []);
  await page.context().close();
}

async function nameOf(person: Awaited<ReturnType<typeof arrive>>): Promise<string> {
  const { body } = await person.get<{ user: { username: string } }>("/api/me");
  return body.user.username;
}

async function judge({ browser, dataDir, server: { url } }: BrowserHouse): Promise<void> {
  const { group, people: [anna, ben] } = await formTrio(url, "judged");
  const line = await ben.connect();
  await line.hello();
  await sayAll(line, group, ["Hello", "Send me money"]);
  await line.close();
  const judge = await arrive(url, "a.judge");
  await setRole(dataDir, "a.judge", "moderator");

  const seat = await letIn(browser, { url, path: "/moderation", person: judge });
  await seat.page.getByText("Nothing is open.").waitFor();
  const path = `/groups/${group}`;
  const reporter = await letIn(browser, { url, path, person: anna });
  const accused = await letIn(browser, { url, path, person: ben });
  await accused.page.locator(".said", { hasText: "Send me money" }).waitFor();
  await reportMessage(reporter.page);
  const name = await nameOf(ben);
  await decideByKeys(seat.page, name);

  await accused.page.getByText(/^Your account is suspended until/).waitFor();
  await accused.page.getByLabel(english.username).fill(name);
  await accused.page.getByLabel(english.password, { exact: true }).fill(password);
  await button(accused.page, "Log in").click();
  await accused.page.locator(".error", { hasText: "Your account is suspended until" }).waitFor();
  await reporter.page.goto("/account");
  await reporter.page.getByText("Your reports").click();
  await reporter.page.locator(".row", { hasText: `About ${name}` }).getByText("handled").waitFor();
  await reporter.page.goto("/moderation");
  await reporter.page.getByRole("heading", { name: "Nothing here" }).waitFor();

  await lift(seat.page);
  await button(accused.page, "Log in").click();
  await accused.page.waitForURL(`**${path}`);
  for (const guest of [seat, reporter, accused]) await leave(guest);
}

async function reportMessage(page: Page): Promise<void> {
  const said = page.locator(".said", { hasText: "Send me money" });
  await said.hover();
  await said.locator(".line-more").click();
  await button(page, "Report this message").click();
  const dialog = page.getByRole("dialog");
  await dialog.locator(".quoted", { hasText: "Send me money" }).waitFor();
  await dialog.getByLabel("What happened").fill("Wants money");
  await dialog.getByRole("button", { name: "Send" }).click();
  await dialog.getByText("Thank you, we’ve got your report.").waitFor();
}

async function decideByKeys(page: Page, name: string): Promise<void> {
  await page.getByText("1 report is open").waitFor();
  const row = page.locator(".moderation-row", { hasText: "Wants money" });
  await tabTo(page, row);
  await page.keyboard.press("Enter");
  const title = page.getByRole("heading", { name: `Report about ${name}` });
  await title.waitFor();
  assert.ok(await title.evaluate((element) => element === document.activeElement));
  const meant = page.locator(".reported");
  await meant.getByText("Reported message").waitFor();
  assert.match(await meant.innerText(), new RegExp(`^${name}[^]*Send me money`));
  await page.locator(".evidence").getByText("Hello").waitFor();

  await tabTo(page, page.getByRole("radio", { name: "Dismiss" }));
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  const confirm = button(page, `Suspend ${name}`);
  await tabTo(page, confirm);
  await page.keyboard.press("Enter");
  await page.getByText("Say why, in a word or two.").waitFor();
  await page.keyboard.type("Asked for money");
  await tabTo(page, confirm);
  await page.keyboard.press("Enter");
  const decided = page.locator(".note.moderation-decision");
  await decided.getByText("suspended for 7 days").waitFor();
  await row.waitFor({ state: "detached" });
  await page.getByText("Nothing is open.").waitFor();
}

async function lift(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "Audit trail" }).click();
  await page.locator(".moderation-row", { hasText: "suspended for 7 days" }).click();
  await button(page, "Lift the suspension").click();
  await page.getByLabel("Why you’re lifting it").fill("A mistake");
  await button(page, "Lift the suspension").click();
  await page.getByText("The suspension is lifted.").waitFor();
}

async function block({ browser, server: { url } }: BrowserHouse): Promise<void> {
  const { group, people: [anna, ben, chloe] } = await formTrio(url, "parted");
  const path = `/groups/${group}`;
  const name = await nameOf(ben);
  const guest = await letIn(browser, { url, path, person: anna });
  const third = await letIn(browser, { url, path, person: chloe });
  await third.page.getByLabel("Write a message").waitFor();
  const { page } = guest;
  await button(page, "About this trio").click();
  await page.locator(".member summary", { hasText: name }).click();
  await button(page, `Block ${name}`).click();
  const dialog = page.getByRole("dialog");
  const tick = dialog.getByRole("checkbox", { name: `Leave every trio with ${name}` });
  assert.ok(await tick.isChecked());
  await dialog.getByRole("button", { name: "Block and leave" }).click();
  await page.getByText(`You blocked ${name} and left every trio with them.`).waitFor();
  assert.equal(new URL(page.url()).pathname, "/groups");
  await third.page.getByText("You can find someone new, or leave, too.").waitFor();
  await button(third.page, "Find one more").click();
  await button(third.page, "Stop searching").waitFor();
  for (const each of [guest, third]) await leave(each);
}
