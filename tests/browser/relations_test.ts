// Friends, thirds, blocks and one's own data through the page in real Chromium, two people in two
// browsers.

import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import {
  askForAnyone,
  english,
  openAccount,
  openWish,
  signUp,
  visit,
  type Visitor,
} from "../support/browser/browser.ts";
import { openHouse } from "../support/browser/browser_house.ts";
import {
  inviteByKeyboard,
  openMemberByKeyboard,
  reportByKeyboard,
  seatByKeyboard,
  wishByKeyboard,
} from "../support/browser/relation_keys.ts";
import { letIn } from "../support/browser/guest.ts";
import { arrive, formTrio } from "../support/server/trio.ts";
import type { Client } from "../../tools/client.ts";

interface House {
  readonly browser: Browser;
  readonly url: string;
}

Deno.test("[W83] [W284] [W84] [W85] [W92] [W135] company in real Chromium", async (t) => {
  await using opened = await openHouse();
  const house: House = { browser: opened.browser, url: opened.server.url };
  await t.step(
    "[W83] [W284] an invite that is no good is told so; a good one leads over the sign-up to a duo, and to a trio",
    () => pairUp(house),
  );
  await t.step(
    "[W84] who ends a duo searches alone, and the other is told",
    () => fallOut(house),
  );
  await t.step(
    "[W85] a blocked person is in the list until unblocked, and one's data comes as a file",
    () => keepAway(house),
  );
  await t.step(
    "[W92] a wish to meet again is told once both have it, and all about the others is done by keys alone",
    () => meetAgain(house),
  );
});

const button = ({ page }: Visitor, name: string | RegExp) =>
  page.getByRole("button", { name, exact: true });

/** The browser's own word on a refused request. */
const ofRefusals = /status of 4(04|10)/;

function assertCalm(...visitors: readonly Visitor[]): void {
  const complaints = visitors.flatMap((visitor) => visitor.complaints);
  assert.deepEqual(complaints.filter((complaint) => !ofRefusals.test(complaint)), []);
}

async function invite(visitor: Visitor): Promise<string> {
  await openWish(visitor, english);
  await button(visitor, "Invite a friend").click();
  const link = await visitor.page.getByLabel("Link for your friend").inputValue();
  return new URL(link).pathname;
}

/** Two friends, of whom one has come by the other's link and signed up on the way. */
async function befriend({ browser, url }: House, names: readonly [string, string]) {
  const host = await visit(browser, url, names[0], { locale: "en-GB" });
  const guest = await visit(browser, url, names[1], { locale: "en-GB" });
  await signUp(host, english);
  const path = await invite(host);
  await guest.page.goto(path);
  await guest.page.getByText(/^A friend invites you/).waitFor();
  await guest.page.getByRole("tab", { name: "Create an account", selected: true }).waitFor();
  await signUp(guest, english, `**${path}`);
  await guest.page.getByText(`${names[0]} invites you`).waitFor();
  await button(guest, "Accept").click();
  await guest.page.waitForURL("**/groups");
  await guest.page.getByText(`${names[0]} is searching with you.`).waitFor();
  await host.page.getByText(`${names[1]} is searching with you.`).waitFor();
  return { host, guest, path };
}

async function pairUp(house: House): Promise<void> {
  const { host, guest, path } = await befriend(house, ["hedi", "gwen"]);
  await host.page.goto(path);
  await host.page.getByText("This invite was used, or is over a day old.").waitFor();
  await host.page.goto("/invite/AAAAAAAAAAAAAAAAAAAAAA");
  await host.page.getByText("There’s no such invite.").waitFor();
  await host.page.getByRole("link", { name: "Go to your trios" }).click();
  await host.page.getByRole("radio", { name: english.open }).check();
  await button(host, "Find our third").click();
  for (const visitor of [host, guest]) {
    await visitor.page.getByText("Finding your third person…").waitFor();
  }
  const third = await arrive(house.url, "tess");
  await third.put("/api/ticket", { criteria: { sex: "any", age: null, widen: false } });
  await host.page.getByText("You and gwen came as a duo.").waitFor();
  await host.page.getByRole("link", { name: english.openChat }).click();
  await host.page.getByRole("heading", { name: "gwen and tess" }).waitFor();
  await host.page.getByRole("log").getByText("You and gwen came as a duo.").waitFor();
  await guest.page.getByRole("link", { name: english.openChat }).click();
  await guest.page.getByRole("heading", { name: "hedi and tess" }).waitFor();
  assertCalm(host, guest);
  await host.page.context().close();
  await guest.page.context().close();
}

async function fallOut(house: House): Promise<void> {
  const { host, guest } = await befriend(house, ["hugo", "gina"]);
  await host.page.reload();
  await button(host, "Search without gina").click();
  await button(host, "Invite a friend").waitFor();
  await guest.page.getByText("hugo isn’t searching with you any more.").waitFor();
  assert.equal(await button(guest, /^Search without/).count(), 0);
  await host.page.goto(await invite(host));
  await host.page.getByText("This is your own invite. Send the link to a friend.").waitFor();
  assertCalm(host, guest);
  await host.page.context().close();
  await guest.page.context().close();
}

async function keepAway({ browser, url }: House): Promise<void> {
  const visitor = await visit(browser, url, "vera", { locale: "en-GB" });
  const { page } = visitor;
  await signUp(visitor, english);
  await askForAnyone(visitor, english);
  for (const name of ["bert", "cleo"]) {
    await (await arrive(url, name)).put("/api/ticket", {
      criteria: { sex: "any", age: null, widen: false },
    });
  }
  await page.getByRole("link", { name: english.openChat }).click();
  await button(visitor, "About this trio").click();
  await page.locator(".member summary", { hasText: "bert" }).click();
  await button(visitor, "Block bert").click();
  await page.getByRole("checkbox", { name: "Leave every trio with bert" }).uncheck();
  await page.getByRole("dialog").getByRole("button", { name: "Block", exact: true }).click();
  await page.getByText("You blocked bert.").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await openAccount(page);
  await button(visitor, "Unblock bert").click();
  await page.getByText("You haven’t blocked anyone.").waitFor();
  await download(visitor);
  assertCalm(visitor);
  await page.context().close();
}

async function download(visitor: Visitor): Promise<void> {
  const coming = visitor.page.waitForEvent("download");
  await button(visitor, "Download my data").click();
  const file = await (await coming).path();
  const data: unknown = JSON.parse(await Deno.readTextFile(file));
  assert.match(JSON.stringify(data), /"username":"vera"/);
}

async function meetAgain({ browser, url }: House): Promise<void> {
  const trio = await formTrio(url, "keys");
  const path = `/groups/${trio.group}`;
  const [host, guest] = [
    await letIn(browser, { url, path, person: trio.people[0] }),
    await letIn(browser, { url, path, person: trio.people[1] }),
  ];
  const [hostName, guestName] = [await nameOf(trio.people[0]), await nameOf(trio.people[1])];
  const mutual = "It’s mutual: you may meet again.";
  await openMemberByKeyboard(host.page, guestName);
  await wishByKeyboard(host.page, guestName);
  await host.page.getByText(`${guestName} only finds out if it’s mutual.`)
    .waitFor();
  await openMemberByKeyboard(guest.page, hostName);
  assert.equal(
    await guest.page.getByRole("checkbox", { name: /^I’d like to meet / }).first().isChecked(),
    false,
  );
  assert.equal(
    await guest.page.getByText(mutual).count(),
    0,
    "A wish was told before it was shared",
  );
  await wishByKeyboard(guest.page, hostName);
  for (const { page } of [host, guest]) await page.getByText(mutual).waitFor();
  await wishByKeyboard(host.page, guestName);
  await guest.page.getByText(`${hostName} only finds out if it’s mutual.`)
    .waitFor();
  assert.equal(await host.page.getByText(mutual).count(), 0);
  await reportByKeyboard(host.page, guestName);
  await trio.people[2].request("DELETE", `/api${path}/membership`);
  await seatByKeyboard(host.page);
  await host.page.goto("/groups");
  await inviteByKeyboard(host.page);
  assert.deepEqual([...host.complaints, ...guest.complaints], []);
  await host.context.close();
  await guest.context.close();
}

async function nameOf(person: Client): Promise<string> {
  const { body } = await person.get<{ user: { username: string } }>("/api/me");
  return body.user.username;
}
