// The page without its server, and the page under attack, in real Chromium.

import assert from "node:assert/strict";
import { askForAnyone, english, openMenu, say, sees } from "../support/browser/browser.ts";
import { type BrowserHouse, openHouse } from "../support/browser/browser_house.ts";
import { isEmpty, isKept, tellsUnread, until } from "../support/browser/guest.ts";
import { startServer } from "../support/server/process.ts";
import {
  bringOthers,
  enter,
  groupOfOthers,
  hear,
  leaveStage,
  openStage,
  type Stage,
} from "../support/scenes/stage.ts";

Deno.test("[W35] [W36] the page without its server, and under attack", async (t) => {
  await using house = await openHouse();
  await t.step(
    "[W35] nothing that people write or are called becomes anything but text or a safe link",
    () => attack(house),
  );
  await t.step(
    "[W36] without the server the page opens with what was seen, and keeps what is written",
    () => outlive(house),
  );
  await t.step(
    "[W36] what is sent, or typed, in the moment in which the page is closed is kept",
    () => closeAtOnce(house),
  );
});

const corpus = [
  "<script>document.title='broken'</script>",
  "<img src=x onerror=\"document.title='broken'\">",
  "<svg/onload=document.title='broken'>",
  "<iframe srcdoc=\"<script>parent.document.title='broken'</script>\"></iframe>",
  "javascript:document.title='broken'",
  "https://example.org/\"onmouseover=\"document.title='broken'",
  "https://example.org/'><script>document.title='broken'</script>",
  "http://javascript:alert(1)@example.org/",
  "data:text/html,<script>document.title='broken'</script>",
  "[x](javascript:document.title='broken')",
  "&lt;script&gt;document.title='broken'&lt;/script&gt;",
  "{{constructor.constructor('document.title=1')()}}",
  "\u202Etxt.exe https://example.org/\u202E",
  "</p></li></ol></div><style>*{display:none}</style>",
];

async function attack({ browser, server: { url } }: BrowserHouse): Promise<void> {
  const stage = await openStage(browser, url, "mallory");
  const { page, wire, visitor } = stage;
  await meet(stage, ["eve.1", "eve.2"]);
  for (const text of corpus) await hear(stage, 0, text);
  await sees(visitor, corpus.at(-1) ?? "");
  await renameOthers(stage, corpus[1] ?? "");
  await page.getByRole("heading", { name: "<img src=x" }).waitFor();
  assert.deepEqual(
    await page.locator(".other .bubble").allInnerTexts(),
    corpus.map((text) => text.trim()),
  );
  const strange = page.locator(
    "#app :is(script, iframe, img, object, embed, style, [onerror], [onload], [onmouseover])",
  );
  assert.equal(await strange.count(), 0);
  const links = await page.locator(".bubble a").evaluateAll((all) =>
    all.map((link) => [link.getAttribute("href"), link.getAttribute("rel")])
  );
  assert.ok(links.length >= 2, "No link was made of the addresses");
  for (const [href, rel] of links) {
    assert.match(href ?? "", /^https?:\/\/example\.org\//);
    assert.equal(rel, "noopener noreferrer nofollow");
  }
  await page.waitForFunction(tellsUnread, 0);
  assert.deepEqual(visitor.complaints, []);
  assert.equal(wire.isDown, false);
  await leaveStage(stage);
}

/** Names that the server refuses, as a server gone wrong might tell them. */
async function renameOthers(stage: Stage, username: string): Promise<void> {
  const id = await groupOfOthers(stage);
  const group = await stage.page.evaluate(
    (path) => fetch(path).then((answer) => answer.json()),
    `/api/groups/${id}`,
  );
  const members = group.group.members.map((member: { username: string }) =>
    member.username === "mallory" ? member : { ...member, username }
  );
  stage.wire.say({ type: "group", group: { ...group.group, members } });
}

async function outlive(house: BrowserHouse): Promise<void> {
  const stage = await openStage(house.browser, house.server.url, "nora");
  const { page, visitor } = stage;
  await meet(stage, ["otto", "pia"]);
  await hear(stage, 0, "Said before the storm");
  await sees(visitor, "Said before the storm");
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await until(() => page.evaluate(isKept, "Said before the storm"));
  for (const { line } of stage.others) await line.close();
  stage.others.length = 0;
  await house.server.stop();
  await page.reload();
  await sees(visitor, "Said before the storm");
  await page.getByText("Offline: what you write is kept").waitFor();
  await say(visitor, english, "Written in the storm");
  await page.getByText("Sending…").waitFor();
  await page.reload();
  await page.getByText("Sending…").waitFor();
  const { port } = new URL(house.server.url);
  house.server = await startServer({ dataDir: house.dataDir, env: { PORT: port } });
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await sees(visitor, "Written in the storm");
  await leaveNothing(stage);
}

async function closeAtOnce(house: BrowserHouse): Promise<void> {
  const stage = await openStage(house.browser, house.server.url, "quinn");
  const { page } = stage;
  await meet(stage, ["rita", "sam"]);
  await page.getByLabel(english.write).waitFor();
  await stage.wire.cut();
  for (let nth = 1; nth <= 5; nth++) {
    const loaded = page.waitForEvent("load");
    await page.evaluate(sendAndReload, `Sent in haste ${nth}`);
    await loaded;
    await page.locator(".pending", { hasText: `Sent in haste ${nth}` }).waitFor();
    await page.waitForFunction(() => document.querySelector("textarea")?.value === "Half a thou");
  }
  await leaveStage(stage);
}

/** Runs in the page: sends a text, types another one, and leaves before anything is answered. */
function sendAndReload(text: string): void {
  const box = document.querySelector("textarea");
  if (box === null) return;
  const type = (words: string) => {
    box.value = words;
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };
  type(text);
  box.dispatchEvent(
    new KeyboardEvent("keydown", {
      key: "Enter",
      code: "Enter",
      bubbles: true,
      cancelable: true,
    }),
  );
  type("Half a thou");
  location.reload();
}

/** Logs out and looks into what the browser has kept. */
async function leaveNothing({ page }: Stage): Promise<void> {
  await page.goto("/groups");
  await openMenu(page);
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByRole("tablist").waitFor();
  await until(() => page.evaluate(isEmpty));
  await page.context().close();
}

/** Signs up, is matched with two others, and opens the chat. */
async function meet(stage: Stage, names: readonly string[]): Promise<void> {
  await enter(stage);
  await bringOthers(stage, names);
  await askForAnyone(stage.visitor, english);
  await stage.page.getByRole("link", { name: english.openChat }).click();
}
