// The page behind a balancer, in real Chromium, while the node to which it is connected is killed:
// in the middle of a talk, and of a search.

import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import type { GroupId } from "../../protocol/domain.ts";
import type { Client } from "../../tools/client.ts";
import { askForAnyone, english, openBrowser } from "../support/browser/browser.ts";
import { type Guest, letIn } from "../support/browser/guest.ts";
import { arrive, formTrio } from "../support/server/trio.ts";
import { type Stage, startStage } from "../chaos/stage/stage.ts";

interface House {
  readonly browser: Browser;
  readonly stage: Stage;
}

const anyone = { criteria: { sex: "any", age: null, widen: false } };

Deno.test("[K6] the page behind a balancer whose node is killed", async (t) => {
  const keys = { session: crypto.randomUUID(), cluster: crypto.randomUUID() };
  await using stage = await startStage({ nodes: 3, keys, fill: () => Promise.resolve() });
  await using browser = await openBrowser();
  const house = { browser, stage };
  await t.step("[K6] in a talk nothing is lost, with one calm bar at most", () => talk(house));
  await t.step("[K6] a search goes on and ends with a match", () => search(house));
});

/** Runs in the page: from now on every bar that comes is counted. */
function countBars(): void {
  const counted = globalThis as unknown as { bars: number };
  counted.bars = 0;
  let isThere = false;
  new MutationObserver(() => {
    const is = document.querySelector(".status-bar") !== null;
    if (is && !isThere) counted.bars++;
    isThere = is;
  }).observe(document, { childList: true, subtree: true });
}

function barsOf(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as { bars: number }).bars);
}

interface Visit extends Guest {
  /** Sockets of the page that were opened, and that have ended. */
  readonly sockets: { opened: number; ended: number };
}

/** The page of a person, with its bars counted. */
async function open({ browser, stage: { url } }: House, path: string, person: Client) {
  const guest = await letIn(browser, { url, path, person });
  const sockets = { opened: 0, ended: 0 };
  guest.page.on("websocket", (socket) => {
    sockets.opened++;
    socket.on("close", () => sockets.ended++);
  });
  await guest.page.addInitScript(countBars);
  await guest.page.reload();
  await insist(() => Promise.resolve(sockets.opened > sockets.ended));
  return { ...guest, sockets };
}

/**
 * Kills one node after the other, each of which comes back, until it was the page's: its socket has
 * ended. Calls `meanwhile` after each kill, while the node is away.
 */
async function killNodeOf(
  { sockets }: Visit,
  { nodes }: Stage,
  meanwhile: (kill: number) => Promise<void>,
): Promise<void> {
  const { ended } = sockets;
  for (const [kill, node] of nodes.entries()) {
    if (sockets.ended > ended) return;
    await node.end("SIGKILL");
    await meanwhile(kill);
    await node.start();
  }
  assert(sockets.ended > ended, "No node was the page's");
}

function endOf({ context, complaints }: Guest): Promise<void> {
  // The console tells of every socket that was cut off.
  assert.deepEqual(complaints.filter((complaint) => complaint.startsWith("script:")), []);
  return context.close();
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByLabel("Write a message").fill(text);
  await page.getByLabel("Write a message").press("Enter");
}

async function talk(house: House): Promise<void> {
  const { url } = house.stage;
  const { group, people: [person, other] } = await formTrio(url, "talk");
  const guest = await open(house, `/groups/${group}`, person);
  const { page } = guest;
  const texts = ["Before"];
  await write(page, "Before");
  await page.locator(".said:not(.pending) .bubble", { hasText: "Before" }).waitFor();
  await killNodeOf(guest, house.stage, async (kill) => {
    const [mine, theirs] = [`Mine ${kill}`, `Theirs ${kill}`];
    texts.push(mine, theirs);
    await write(page, mine);
    await say(other, group, theirs);
  });
  await write(page, "After");
  texts.push("After");
  for (const text of texts) {
    await page.locator(".said:not(.pending) .bubble", { hasText: text }).waitFor();
  }
  assert.equal(await page.locator(".pending").count(), 0);
  assert.deepEqual((await page.locator(".bubble").allInnerTexts()).sort(), texts.toSorted());
  assert.deepEqual((await textsOf(other, group)).sort(), texts.toSorted());
  assert(await barsOf(page) <= 1, `${await barsOf(page)} bars were shown`);
  await endOf(guest);
}

async function search(house: House): Promise<void> {
  const { url } = house.stage;
  const person = await arrive(url, "seeker");
  const others = [await arrive(url, "finder.1"), await arrive(url, "finder.2")];
  const guest = await open(house, "/groups", person);
  const { page } = guest;
  await askForAnyone(guest, english);
  await page.getByRole("button", { name: "Cancel" }).waitFor();
  await killNodeOf(guest, house.stage, async () => {
    await page.getByRole("button", { name: "Cancel" }).waitFor();
  });
  for (const one of others) {
    await insist(async () => (await one.put("/api/ticket", anyone)).status === 200);
  }
  await page.getByRole("link", { name: "Say hello" }).click();
  await page.getByLabel("Write a message").waitFor();
  assert(await barsOf(page) <= 1, `${await barsOf(page)} bars were shown`);
  await endOf(guest);
}

/** Sends a text over a line of its own until it is acknowledged. */
async function say(client: Client, group: GroupId, text: string): Promise<void> {
  const id = crypto.randomUUID() as never;
  await insist(async () => {
    const line = await client.connect();
    try {
      await line.hello();
      line.send({ type: "send", group, id, text });
      const answer = await line.next((frame) =>
        (frame.type === "message" && frame.message.id === id) ||
        (frame.type === "error" && frame.id === id)
      );
      return answer.type === "message";
    } finally {
      await line.close();
    }
  });
}

async function textsOf(client: Client, group: GroupId): Promise<string[]> {
  type Page = { readonly messages: readonly { readonly kind: string; readonly text: string }[] };
  const { body } = await client.get<Page>(`/api/groups/${group}/messages?limit=200`);
  return body.messages.filter(({ kind }) => kind === "text").map(({ text }) => text);
}

/** Tries until it succeeds: a node that was killed is still taken for alive for a moment. */
async function insist(attempt: () => Promise<boolean>): Promise<void> {
  for (let left = 60; left > 0; left--) {
    if (await attempt().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  assert.fail("This was tried again and again, and never succeeded");
}
