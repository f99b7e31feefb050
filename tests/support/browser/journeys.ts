// Shorter journeys through real Chromium: the first login, looking back, going astray.

import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import type { GroupId, MessageId } from "../../../protocol/domain.ts";
import { Client } from "../../../tools/client.ts";
import { english, openWish, visit } from "./browser.ts";
import { readAll } from "./guest.ts";
import { formTrio } from "../server/trio.ts";

interface Place {
  readonly browser: Browser;
  readonly server: { readonly url: string };
}

export async function firstLogin(place: Place): Promise<void> {
  const page = await logInWithoutProfile(place, "gwen");
  await page.getByLabel(english.birthDate).fill("2999-01-01");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("Enter your birth date").waitFor();
  await page.getByText("Choose one of the four").waitFor();
  await page.getByLabel("Rather not say").check();
  await page.getByLabel(english.birthDate).fill("1996-05-04");
  await page.getByRole("button", { name: "Continue" }).click();
  await openWish({ page }, english);
  await page.getByText("You chose not to say your sex, so only “any sex” works.").waitFor();
  assert.ok(await page.getByRole("radio", { name: /^Same as me/ }).isDisabled());
  await page.context().close();
  await refuseAge(await logInWithoutProfile(place, "gus"));
}

/** Someone with an account, in a browser of their own, where the form asks for the profile. */
async function logInWithoutProfile(
  { browser, server: { url } }: Place,
  username: string,
): Promise<Page> {
  const password = "walnut-orbit-71";
  const { status } = await new Client(url).signUp({ username, password });
  assert.equal(status, 201);
  const { page } = await visit(browser, url, username, { locale: "en-GB" });
  await page.getByRole("tab", { name: english.logInTab }).click();
  await page.getByLabel(english.username).fill(username);
  await page.getByLabel(english.password, { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByText(`Hi ${username}, two quick questions`).waitFor();
  return page;
}

/** The browser remembers a refused age: another date is refused, too. */
async function refuseAge(page: Page): Promise<void> {
  await page.getByLabel("Rather not say").check();
  await page.getByLabel(english.birthDate).fill("2020-01-02");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("Trio is for people aged 18 and over").waitFor();
  const described = await page.getByLabel(english.birthDate).getAttribute("aria-describedby");
  assert.equal(
    await page.locator(`#${described?.split(" ")[0]}`).innerText(),
    "Trio is for people aged 18 and over",
  );
  assert.equal(await page.getByLabel(english.birthDate).inputValue(), "2020-01-02");
  await page.getByLabel(english.birthDate).fill("1996-05-04");
  const refused = page.waitForResponse((answer) => answer.status() === 403);
  await page.getByRole("button", { name: "Continue" }).click();
  await refused;
  await page.getByText("An age under 18 was entered here today").waitFor();
  await page.context().close();
}

/** More than two pages of history. */
const wordsSaid = 120;

export async function lookBack({ browser, server: { url } }: Place): Promise<void> {
  const { group, people: [first, ...others] } = await formTrio(url, "hal");
  await Promise.all([first, ...others].map((person) => sayMuch(person, group)));
  await readAll(first, group);
  const { body } = await first.get<{ user: { username: string } }>("/api/me");
  const { page } = await visit(browser, url, body.user.username, { locale: "en-GB" });
  await page.getByRole("tab", { name: english.logInTab }).click();
  await page.getByLabel(english.username).fill(body.user.username);
  await page.getByLabel(english.password, { exact: true }).fill("walnut-orbit-71");
  await page.getByRole("button", { name: "Log in" }).click();
  await page.locator(".trio").click();
  const lines = page.locator(".said");
  await lines.nth(49).waitFor();
  assert.equal(await lines.count(), 50);
  const log = page.getByRole("log");
  assert.ok(
    await log.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight < 2),
    "Not at the end",
  );

  const { seq, before } = await log.evaluate(goUpTo, 300);
  await lines.nth(70).waitFor();
  const after = await page.locator(`[data-seq="${seq}"]`)
    .evaluate((line) => line.getBoundingClientRect().top);
  assert.ok(Math.abs(before - after) < 2, `${before} became ${after}`);
  await goToTop(page);
  assert.equal(await page.getByRole("button", { name: "Load earlier messages" }).count(), 0);
}

/**
 * Runs in the page: scrolls, and gives the first line that is on the screen as a whole. One above
 * the screen may lose its author's name once the line before it is there.
 */
function goUpTo(log: Element, scrollTop: number): { seq: string; before: number } {
  log.scrollTop = scrollTop;
  const topOf = (line: Element) => line.getBoundingClientRect().top;
  const lines = [...log.querySelectorAll<HTMLElement>(".said")];
  const line = lines.find((one) => topOf(one) >= topOf(log));
  return { seq: line?.dataset["seq"] ?? "", before: line ? topOf(line) : NaN };
}

/** By the key Home, as often as there is more above. */
export async function goToTop(page: Page): Promise<void> {
  const log = page.getByRole("log");
  while (await page.locator(".trio-card").count() === 0) {
    await log.press("Home");
    await page.waitForFunction(() => {
      const box = document.querySelector(".log");
      return (box?.scrollTop ?? 0) > 0 || box?.querySelector(".trio-card") !== null;
    });
  }
}

/** A third of what is said, in one go. */
async function sayMuch(person: Client, group: GroupId): Promise<void> {
  const line = await person.connect();
  await line.hello();
  for (let count = 0; count < wordsSaid / 3; count++) {
    const id = crypto.randomUUID() as MessageId;
    line.send({ type: "send", group, id, text: `word ${count}` });
    await line.next((frame) => frame.type === "message" && frame.message.id === id);
  }
  await line.close();
}

export async function astray({ browser, server: { url } }: Place): Promise<void> {
  const { page } = await visit(browser, url, "nobody", { locale: "en-GB" });
  for (const address of ["/nowhere", "/groups/1/2"]) {
    await page.goto(address);
    await page.getByText("This page doesn’t exist, or isn’t open to you.").waitFor();
  }
  await page.getByRole("link", { name: "Go to the start page" }).click();
  await page.getByRole("tablist").waitFor();
  // Whatever it names, it may be a group's.
  await page.goto("/groups/%E0");
  await page.getByRole("tablist").waitFor();
}
