// A stage for the page's states: one visitor whose line the test holds in between, and two others
// who act over the public protocol. What the server cannot be brought to say at will is said by the
// line.

import assert from "node:assert/strict";
import type { Browser, Page, WebSocketRoute } from "playwright-core";
import type { ClientFrame, ServerFrame } from "../../../protocol/frames.ts";
import type { GroupId, Invite, MessageId, Ticket } from "../../../protocol/domain.ts";
import type { Client, Line } from "../../../tools/client.ts";
import { english, signUp, visit, type Visitor } from "../browser/browser.ts";
import { arrive } from "../server/trio.ts";

export interface Extra {
  readonly name: string;
  readonly client: Client;
  readonly line: Line;
}

export interface Stage {
  readonly url: string;
  readonly visitor: Visitor;
  readonly page: Page;
  readonly wire: HeldLine;
  readonly others: Extra[];
}

/** Holds the page's line: passes everything on unless told otherwise. */
export class HeldLine {
  isDown = false;
  /** Texts that are refused instead of being passed on. */
  readonly refused = new Set<string>();
  #page: WebSocketRoute | null = null;

  async hold(page: Page): Promise<void> {
    await page.routeWebSocket(/\/ws$/, (route) => {
      if (this.isDown) return void route.close({ code: 1001 });
      this.#page = route;
      const server = route.connectToServer();
      route.onMessage((data) => {
        const frame = JSON.parse(String(data)) as ClientFrame;
        if (frame.type !== "send" || !this.refused.has(frame.text)) return server.send(data);
        this.say({ type: "error", id: frame.id, code: "invalid", detail: "Refused by the test" });
      });
    });
  }

  /** Says a frame to the page as if it came from the server. */
  say(frame: ServerFrame): void {
    assert(this.#page, "No line is open");
    this.#page.send(JSON.stringify(frame));
  }

  /** Closes the line as the server does where a moderator has suspended the user. */
  async suspend(until: string): Promise<void> {
    await this.#page?.close({ code: 4403, reason: `Suspended until ${until}` });
  }

  async cut(): Promise<void> {
    this.isDown = true;
    await this.#page?.close({ code: 1001 });
  }
}

/** A visitor named `name` at the first page. */
export async function openStage(browser: Browser, url: string, name: string): Promise<Stage> {
  const wire = new HeldLine();
  const visitor = await visit(browser, url, name, { locale: "en-GB", width: 1280 });
  await wire.hold(visitor.page);
  await visitor.page.reload();
  return { url, visitor, page: visitor.page, wire, others: [] };
}

export async function enter({ visitor }: Stage): Promise<void> {
  await visitor.page.goto("/");
  await signUp(visitor, english);
}

/** Brings two others who ask for anyone. */
export async function bringOthers({ url, others }: Stage, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const client = await arrive(url, name);
    const line = await client.connect();
    await line.hello();
    others.push({ name, client, line });
    await client.put("/api/ticket", { criteria: { sex: "any", age: null, widen: false } });
  }
}

/** A friend who accepts the invite that is on the page. */
export async function bringFriend(stage: Stage, name: string): Promise<void> {
  const link = await stage.page.getByLabel("Link for your friend").inputValue();
  const client = await arrive(stage.url, name);
  const line = await client.connect();
  await line.hello();
  const { status } = await client.request(
    "POST",
    `/api/invites/${link.split("/").at(-1)}/acceptance`,
  );
  assert.equal(status, 200);
  stage.others.push({ name, client, line });
}

/** The address of an invite by somebody else. */
export async function inviteOf(stage: Stage, name: string): Promise<string> {
  const client = await arrive(stage.url, name);
  const { body } = await client.request<{ invite: Invite }>("POST", "/api/invites", {});
  return new URL(body.invite.link).pathname;
}

/** The group that the others are in, of whom the last one has surely not left. */
export async function groupOfOthers({ others }: Stage): Promise<GroupId> {
  const { body } = await other(others, others.length - 1).client.get<{ groups: { id: GroupId }[] }>(
    "/api/groups",
  );
  const [group] = body.groups;
  assert(group, "The others are in no group");
  return group.id;
}

export function other(others: readonly Extra[], nth: number): Extra {
  const found = others[nth];
  assert(found, `There is no other number ${nth}`);
  return found;
}

/** Someone else says something, and it is stored. */
export async function hear(stage: Stage, nth: number, text: string): Promise<number> {
  const { line } = other(stage.others, nth);
  const group = await groupOfOthers(stage);
  const id = crypto.randomUUID() as MessageId;
  line.send({ type: "send", group, id, text });
  const { message } = await line.next((frame) =>
    frame.type === "message" && frame.message.id === id
  ) as Extract<
    ServerFrame,
    { type: "message" }
  >;
  return message.seq;
}

/** The ticket as a matchmaker with some experience would tell it. */
export function hintedTicket(page: Ticket): Ticket {
  return {
    ...page,
    waiting: 14,
    alone: false,
    since: new Date().toISOString(),
    estimate: 40,
    criteria: { sex: "same", age: 1, widen: true },
    effective: { sex: "same", age: 3, widen: true },
    hints: [{ age: 5, within: 60 }, { sex: "any", within: 30 }],
  };
}

/** The ticket of someone whom nobody has fitted for a long time, widened as far as it goes. */
export function longTicket(page: Ticket): Ticket {
  return {
    ...page,
    since: new Date(Date.now() - 26.5 * 60_000).toISOString(),
    waiting: 2,
    alone: false,
    criteria: { sex: "same", age: 3, widen: true },
    effective: { sex: "any", age: null, widen: true },
  };
}

export async function leaveStage({ others, page }: Stage): Promise<void> {
  for (const { line } of others) await line.close();
  await page.context().close();
}
