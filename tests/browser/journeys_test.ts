// Journeys of people through real Chromium, against the real server as its own process.

import assert from "node:assert/strict";
import { arrive } from "../support/server/trio.ts";
import {
  askForAnyone,
  assertFits,
  english,
  french,
  say,
  sees,
  signUp,
  textsOf,
  visit,
  type Visitor,
} from "../support/browser/browser.ts";
import { type BrowserHouse, openHouse } from "../support/browser/browser_house.ts";
import { astray, firstLogin, lookBack } from "../support/browser/journeys.ts";
import {
  matchByKeyboard,
  quitByKeyboard,
  signUpByKeyboard,
  writeByKeyboard,
} from "../support/browser/keyboard.ts";
import { tellsUnread } from "../support/browser/guest.ts";
import { startServer } from "../support/server/process.ts";

/**
 * What three people have said for a long time is said at once. Deno's own sockets lose the code of
 * a close that crosses a frame, such as that of typing; those of `ws` do not.
 */
const env = { BURST: "200", SOCKETS: "ws" };
const open = { sex: "any", age: null, widen: false };

Deno.test("[W20] [W21] [W22] [W23] [W24] [W25] [W26] journeys in real Chromium", async (t) => {
  await using house = await openHouse(env);
  await t.step(
    "[W20] three people go from sign-up through a restart of the server to /quit",
    () => together(house),
  );
  await t.step(
    "[W21] [W22] by keyboard alone, in 360 px, from sign-up to /quit",
    () => byKeyboard(house),
  );
  await t.step(
    "[W23] a text is text, a language chosen stays, a session ended elsewhere ends",
    () => alone(house),
  );
  await t.step("[W24] whoever has no profile is asked for it first", () => firstLogin(house));
  await t.step(
    "[W25] older messages come on demand, and what is being read stays in place",
    () => lookBack(house),
  );
  await t.step("[W26] an address that leads nowhere shows a way home", () => astray(house));
});

/** The same server again, at the same address, once `meanwhile` is done. */
async function restart(house: BrowserHouse, meanwhile: () => Promise<void>): Promise<void> {
  const { port } = new URL(house.server.url);
  await house.server.stop();
  await meanwhile();
  house.server = await startServer({ dataDir: house.dataDir, env: { ...env, PORT: port } });
}

async function assertSameTexts(
  visitors: readonly Visitor[],
  expected: readonly string[],
): Promise<void> {
  for (const visitor of visitors) assert.deepEqual(await textsOf(visitor), expected, visitor.name);
}

/** What a browser itself says of a server that is not there. */
const ofTheOutage = /ERR_CONNECTION_REFUSED|WebSocket connection to/;

async function together(house: BrowserHouse): Promise<void> {
  const cast = await meet(house);
  await talk(cast);
  assert.deepEqual(cast.all.flatMap(({ complaints }) => complaints), []);
  await outlast(house, cast);
  await part(cast);
  const complaints = cast.all.flatMap((visitor) => visitor.complaints);
  assert.deepEqual(complaints.filter((complaint) => !ofTheOutage.test(complaint)), []);
}

interface Cast {
  readonly ana: Visitor;
  readonly ben: Visitor;
  readonly chloe: Visitor;
  readonly all: readonly Visitor[];
}

async function meet({ browser, server: { url } }: BrowserHouse): Promise<Cast> {
  const ana = await visit(browser, url, "ana", { locale: "fr-FR" });
  const ben = await visit(browser, url, "ben", { locale: "en-GB" });
  const chloe = await visit(browser, url, "chloé", { locale: "fr-FR" });
  for (const [visitor, words] of [[ana, french], [ben, english], [chloe, french]] as const) {
    await signUp(visitor, words);
    await askForAnyone(visitor, words);
  }
  return { ana, ben, chloe, all: [ana, ben, chloe] };
}

const greetings = ["Bonjour à vous deux", "Hello, <b>ana</b> & chloé"] as const;

async function talk({ ana, ben, chloe, all }: Cast): Promise<void> {
  const [first, second] = greetings;
  await ana.page.getByRole("link", { name: french.openChat }).click();
  await ben.page.getByRole("link", { name: english.openChat }).click();
  await say(ana, french, first);
  await sees(ben, first);
  await say(ben, english, second);
  await sees(ana, second);

  const unread = chloe.page.getByText("2 messages non lus");
  await unread.waitFor({ state: "attached" });
  await chloe.page.reload();
  await unread.waitFor({ state: "attached" });
  await chloe.page.waitForFunction(tellsUnread, 2);
  await chloe.page.getByRole("link", { name: /ana et ben/ }).click();
  await sees(chloe, second);
  await chloe.page.waitForFunction(tellsUnread, 0);
  await ana.page.reload();
  await sees(ana, second);
  await assertSameTexts(all, greetings);
}

async function outlast(house: BrowserHouse, { ben, chloe, all }: Cast): Promise<void> {
  const [during, after] = ["Written while the server was away", "Et après, de retour"];
  const bar = ben.page.getByText("Offline: what you write is kept");
  await restart(house, async () => {
    await bar.waitFor();
    assert.ok(
      !await ben.page.locator(".chat-names p").isVisible(),
      "Without a line nobody knows who is here",
    );
    await say(ben, english, during);
    await ben.page.getByText("Sending…").waitFor();
    await assertSameTexts([ben], greetings);
  });
  // By itself a page tries again after a wait that has grown with the outage.
  for (const { page } of all) await page.evaluate(() => dispatchEvent(new Event("online")));
  for (const visitor of all) await sees(visitor, during);
  await bar.waitFor({ state: "hidden" });
  await say(chloe, french, after);
  for (const visitor of all) await sees(visitor, after);
  await assertSameTexts(all, [...greetings, during, after]);
}

async function part({ ana, ben, chloe }: Cast): Promise<void> {
  const address = chloe.page.url();
  await say(chloe, french, "/quit");
  await chloe.page.getByRole("dialog").getByRole("button", { name: french.leave }).click();
  await chloe.page.getByText("Tu as quitté le trio avec ana et ben.").waitFor();
  await ana.page.getByRole("log").getByText("chloé a quitté le trio").waitFor();
  await ben.page.getByRole("log").getByText("chloé left the trio").waitFor();
  await chloe.page.goto(address);
  await chloe.page.getByText("Cette page n’existe pas, ou ne t’est pas ouverte.").waitFor();
}

async function byKeyboard({ browser, server: { url } }: BrowserHouse): Promise<void> {
  for (const letter of ["b", "c"]) {
    const other = await arrive(url, letter.repeat(32));
    await other.put("/api/ticket", { criteria: open });
  }
  const visitor = await visit(browser, url, "a".repeat(32), { locale: "en-GB", width: 360 });
  await signUpByKeyboard(visitor);
  await matchByKeyboard(visitor);
  await writeByKeyboard(visitor);
  await quitByKeyboard(visitor);
  assert.deepEqual(visitor.complaints, []);
  await visitor.page.evaluate(() => document.body.append(document.createElement("hr")));
  await visitor.page.evaluate(() => document.querySelector("hr")?.setAttribute("width", "400"));
  await assert.rejects(assertFits(visitor, "A page with a rule too wide"), /wider than the window/);
}

const hostile =
  '<img src=x onerror="document.title=1"><script>document.title=2</script>javascript:alert(1)';

async function alone({ browser, server: { url } }: BrowserHouse): Promise<void> {
  const dora = await visit(browser, url, "dora", { locale: "fr-FR" });
  await signUp(dora, french);
  const others = [await arrive(url, "emil"), await arrive(url, "fleur")];
  for (const other of others) await other.put("/api/ticket", { criteria: open });
  await dora.page.getByRole("button", { name: "English" }).click();
  await askForAnyone(dora, english);
  await dora.page.getByRole("link", { name: english.openChat }).click();
  await say(dora, english, hostile);
  await sees(dora, hostile);
  assert.equal(await dora.page.locator(".log img, .log script, .log a").count(), 0);
  await dora.page.waitForFunction(tellsUnread, 0);
  await reload(dora);
  await sees(dora, hostile);
  assert.equal(await dora.page.evaluate(() => document.documentElement.lang), "en");
  await comeBack(dora);
}

/** Until the line is up, too: what was kept is on the screen before. */
async function reload({ page }: Visitor): Promise<void> {
  const isReady = ({ payload }: { readonly payload: string | Uint8Array }) =>
    /"type":"ready"/.test(`${payload}`);
  const ready = page.waitForEvent("websocket").then((socket) =>
    socket.waitForEvent("framereceived", isReady)
  );
  await page.reload();
  await ready;
}

/** What a browser itself says of a request that was on its way when its session ended. */
const ofTheEnd = /\b401\b/;

async function comeBack(dora: Visitor): Promise<void> {
  const { page } = dora;
  const chat = page.url();
  await page.getByLabel(english.write).fill("Half a sen");
  assert.deepEqual(dora.complaints, []);
  await page.evaluate(() => fetch("/api/session", { method: "DELETE" }));
  await page.getByText("You’ve been logged out. Log in to continue.").waitFor();
  assert.equal(await page.getByText(hostile).count(), 0);
  assert.deepEqual(dora.complaints.filter((complaint) => !ofTheEnd.test(complaint)), []);

  await page.getByLabel(english.username).fill("dora");
  await page.getByLabel(english.password, { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByText("Wrong name or password")
    .waitFor();
  await page.getByLabel(english.password, { exact: true }).fill("walnut-orbit-71");
  await page.getByRole("button", { name: "Log in" }).click();
  await sees(dora, hostile);
  assert.equal(page.url(), chat);
  assert.equal(await page.getByLabel(english.write).inputValue(), "Half a sen");
  await assertGuarded(dora);
}

/**
 * A script within the page is refused by its policy, and a breach of the policy would have been
 * noticed.
 */
async function assertGuarded({ page, complaints }: Visitor): Promise<void> {
  const told = page.waitForEvent("console", (message) => /TrustedScript/.test(message.text()));
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.append("document.title = 'broken into'");
    document.body.append(script);
  });
  await told;
  await page.waitForFunction(tellsUnread, 0);
  assert.match(complaints.join(), /TrustedScript/);
}
