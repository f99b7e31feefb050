// What a newcomer meets in the page, in real Chromium: who is in a new trio, their own profile, a
// third that cannot be, and what must not lie over something else.

import assert from "node:assert/strict";
import type { Browser, Locator, Page } from "playwright-core";
import type { GroupId } from "../../protocol/domain.ts";
import { Client } from "../../tools/client.ts";
import { askForAnyone, english, openAccount, openWish } from "../support/browser/browser.ts";
import { openHouse } from "../support/browser/browser_house.ts";
import { type Guest, letIn, sayAll } from "../support/browser/guest.ts";
import { arrive, formTrio } from "../support/server/trio.ts";

interface House {
  readonly browser: Browser;
  readonly url: string;
}

Deno.test("[W124] [W125] [W126] [W128] [W129] [W130] [W134] a newcomer's page", async (t) => {
  await using opened = await openHouse({ BURST: "200" });
  const house: House = { browser: opened.browser, url: opened.server.url };
  await t.step("[W124] a match shows who is there, not who has left meanwhile", () => meet(house));
  await t.step(
    "[W125] a wrong birth date is put right on the account's page; what is refused is told",
    () => mend(house),
  );
  await t.step(
    "[W126] [W134] widening is offered where there is something to widen; keys keep their place",
    () => widen(house),
  );
  await t.step(
    "[W128] two who can have no third are told so, and what to loosen finds one",
    () => loosen(house),
  );
  await t.step(
    "[W129] nothing lies over a line, a note or another reader's mark",
    () => stand(house),
  );
  await t.step(
    "[W130] a text keeps its shape when it is acknowledged; what nobody said stands in the middle",
    () => settle(house),
  );
});

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** The browser's own word on a request that is refused on purpose. */
async function leave({ context, complaints }: Guest): Promise<void> {
  assert.deepEqual(complaints.filter((complaint) => !/status of 40[39]/.test(complaint)), []);
  await context.close();
}

async function meet({ browser, url }: House): Promise<void> {
  const person = await arrive(url, "newcomer");
  const guest = await letIn(browser, { url, path: "/groups", person });
  const { page } = guest;
  await askForAnyone(guest, english);
  const others = [await arrive(url, "early"), await arrive(url, "late")];
  for (const one of others) {
    await one.put("/api/ticket", { criteria: { sex: "any", age: null, widen: false } });
  }
  const avatars = page.locator(".match .avatar");
  await avatars.nth(2).waitFor();
  const { body } = await person.get<{ groups: { id: GroupId }[] }>("/api/groups");
  await others[1]?.request("DELETE", `/api/groups/${body.groups[0]?.id}/membership`);
  await avatars.nth(2).waitFor({ state: "detached" });
  assert.equal(await avatars.count(), 2);
  assert.match(await page.locator(".match-people").innerText(), /^early/);
  await leave(guest);
}

const birthDate = (page: Page) => page.getByLabel("Birth date", { exact: true });

async function editBirthDate(page: Page, day: string): Promise<void> {
  await openAccount(page);
  await button(page, "Birth date and sex").click();
  await birthDate(page).fill(day);
  await button(page, "Save").click();
}

/** The browser that is told of a refused age refuses any other date, too: it is one of its own. */
async function beTooYoung({ browser, url }: House): Promise<void> {
  const place = { url, path: "/groups", person: await arrive(url, "young") };
  const guest = await letIn(browser, place);
  const { page } = guest;
  await editBirthDate(page, "2020-01-01");
  await page.getByText("Trio is for people aged 18 and over").waitFor();
  await button(page, "Cancel").click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await leave(guest);
}

async function mend(house: House): Promise<void> {
  await beTooYoung(house);
  const { browser, url } = house;
  const person = await arrive(url, "mistyped");
  const guest = await letIn(browser, { url, path: "/groups", person });
  const { page } = guest;
  await openWish(guest, english);
  await button(page, "Find my trio").click();
  await page.getByText("Finding your two people…").waitFor();
  await editBirthDate(page, "1991-02-03");
  await page.getByText("You or one of your trios is searching.").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  // Not by its address: a dialog that is closed still goes back in the history.
  await page.locator(".brand").click();
  await button(page, "Cancel").click();
  await button(page, "Find my trio").waitFor();
  await editBirthDate(page, "1991-02-03");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  const opener = button(page, "Birth date and sex");
  assert.ok(await opener.evaluate((one) => one === document.activeElement));
  await opener.click();
  assert.equal(await birthDate(page).inputValue(), "1991-02-03");
  assert.ok(await page.getByLabel("Other", { exact: true }).isChecked());
  await leave(guest);
}

async function widen({ browser, url }: House): Promise<void> {
  const guest = await letIn(browser, { url, path: "/groups", person: await arrive(url, "wide") });
  const { page } = guest;
  const tick = page.getByLabel("Widen the search while I wait");
  const more = page.getByText("More choices", { exact: true });
  await openWish(guest, english);
  await page.getByRole("radio", { name: "Same as me" }).check();
  assert.equal(await more.count(), 0, "Who wants the same has nothing more to choose");
  await page.getByRole("radio", { name: "Anyone" }).check();
  await more.click();
  const age = page.getByRole("slider");
  await age.waitFor();
  assert.equal(await tick.count(), 0, "Any age and any sex cannot be widened");
  await age.press("ArrowLeft");
  await tick.waitFor();
  await age.press("ArrowRight");
  await tick.waitFor({ state: "detached" });
  await keepPlace(page);
  await leave(guest);
}

/** By keys: what is pressed goes away each time. */
async function keepPlace(page: Page): Promise<void> {
  const [find, cancel] = ["Find my trio", "Cancel"].map((name) =>
    page.getByRole("button", { name })
  );
  assert(find && cancel);
  for (const [pressed, next] of [[find, cancel], [cancel, find]] as const) {
    await pressed.press("Enter");
    await next.waitFor();
    await page.waitForFunction(() => document.activeElement?.closest("main") !== null);
  }
}

/**
 * Three women of an age, of whom the second has put right that he is a man, and the third has left.
 */
async function formPair(url: string) {
  const birthDate = "1988-03-04";
  const people = [new Client(url), new Client(url), new Client(url)] as const;
  for (const [index, one] of people.entries()) {
    const profile = { birthDate, sex: "female" } as const;
    await one.signUp({ username: `pair-${index}`, password: "walnut-orbit-71", profile });
    await one.put("/api/ticket", { criteria: { sex: "same", age: 0, widen: false } });
  }
  const { body } = await people[0].get<{ groups: { id: GroupId }[] }>("/api/groups");
  const group = body.groups[0]?.id;
  await people[2].request("DELETE", `/api/groups/${group}/membership`);
  assert.equal((await people[1].put("/api/me/profile", { birthDate, sex: "male" })).status, 200);
  return { person: people[0], path: `/groups/${group}` };
}

async function loosen({ browser, url }: House): Promise<void> {
  const guest = await letIn(browser, { url, ...await formPair(url) });
  const { page } = guest;
  await button(page, "Find one more").click();
  await page.getByText("Nobody could join you two. Accept any sex, or a larger age difference.")
    .waitFor();
  await page.getByRole("radio", { name: "any sex" }).check();
  await button(page, "Find one more").click();
  await button(page, "Stop searching").waitFor();
  assert.equal(await page.getByRole("radio").count(), 0);
  await leave(guest);
}

async function boxOf(one: Locator) {
  const box = await one.boundingBox();
  assert(box !== null);
  return { ...box, right: box.x + box.width, bottom: box.y + box.height };
}

async function stand({ browser, url }: House): Promise<void> {
  const { group, people: [person, ...others] } = await formTrio(url, "stand");
  const line = await others[0].connect();
  await line.hello();
  await sayAll(line, group, Array.from({ length: 60 }, (_, index) => `line ${index}`));
  const guest = await letIn(browser, { url, path: `/groups/${group}`, person });
  const { page } = guest;
  await page.locator(".said .bubble", { hasText: "line 59" }).waitFor();
  for (const one of others) {
    const other = await one.connect();
    await other.hello();
    other.send({ type: "read", group, seq: 61 });
    await other.next((frame) => frame.type === "read" && frame.seq === 61);
    await other.close();
  }
  await line.close();
  const marks = page.getByTitle(/^Read by .* and /).locator(".avatar");
  await marks.nth(1).waitFor();
  assert.ok(
    (await boxOf(marks.first())).right <= (await boxOf(marks.last())).x,
    "The marks overlap",
  );
  await page.getByRole("log").evaluate((log) => (log.scrollTop = 0));
  const toEnd = page.getByRole("button", { name: /^(Latest|\d+ new)/ });
  await toEnd.waitFor();
  assert.ok(
    (await boxOf(page.getByRole("log"))).bottom <= (await boxOf(toEnd)).y,
    "The button covers lines",
  );
  await toEnd.click();
  await toEnd.waitFor({ state: "detached" });
  await others[1].request("DELETE", `/api/groups/${group}/membership`);
  await page.locator(".seat-bar").waitFor();
  await page.getByLabel("Write a message").fill("/who");
  await page.getByLabel("Write a message").press("Enter");
  const note = await boxOf(page.locator(".command-note"));
  assert.ok(
    (await boxOf(page.locator(".seat-bar"))).bottom < note.y,
    "The note touches the bar above it",
  );
  await leave(guest);
}

async function settle({ browser, url }: House): Promise<void> {
  const { group, people: [person] } = await formTrio(url, "settle");
  const narrow = { viewport: { width: 390, height: 740 } };
  const guest = await letIn(browser, { url, path: "/groups", person }, narrow);
  const { page } = guest;
  const { promise: isLetThrough, resolve: letThrough } = Promise.withResolvers<void>();
  await page.routeWebSocket(/\/ws$/, (route) => {
    route.connectToServer().onMessage(async (frame) => {
      if (String(frame).includes('"type":"message"')) await isLetThrough;
      route.send(frame);
    });
  });
  await page.goto(`/groups/${group}`);
  const title = page.locator(".trio-card-title");
  await title.waitFor();
  const middle = await title.evaluate((line) => {
    const log = line.closest(".log")?.getBoundingClientRect() ?? new DOMRect();
    const words = document.createRange();
    words.selectNodeContents(line);
    const { left, right } = words.getBoundingClientRect();
    return (left + right - log.left - log.right) / 2;
  });
  assert.ok(Math.abs(middle) < 1, `It is ${middle} px beside the middle`);
  await page.getByLabel("Write a message").fill(
    "A text that is long enough to be broken ".repeat(3),
  );
  await page.getByLabel("Write a message").press("Enter");
  const sent = await boxOf(page.locator(".pending .bubble"));
  letThrough();
  const { width, height, right } = await boxOf(page.locator(".said:not(.pending) .bubble"));
  assert.deepEqual({ width, height, right }, {
    width: sent.width,
    height: sent.height,
    right: sent.right,
  });
  await leave(guest);
}
