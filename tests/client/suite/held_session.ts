// A session for programs in virtual time, over wires and HTTP that the test holds.

import {
  createSession,
  type SessionEvent,
  type SessionOptions,
  TrioError,
} from "../../../client/mod.ts";
import type { GroupId, Message } from "../../../protocol/domain.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { ana, FakeHttp, groupOf, messageId, trio, Wires } from "../../support/page/page.ts";

export const me = { user: { id: ana, username: "ana" }, profile: null };

export function setUp(options: Partial<SessionOptions> = {}) {
  const clock = new FakeClock();
  const http = new FakeHttp();
  const wires = new Wires();
  let ids = 1_000;
  http.answer("GET /api/me", 200, me);
  http.answer("GET /api/groups", 200, { groups: [] });
  const session = createSession({
    url: "https://trio.example/",
    token: "trio_token",
    WebSocket: wires.Wire,
    fetch: (url, init) => http.fetch(url.replace("https://trio.example", ""), init),
    clock,
    random: () => 0.5,
    newId: () => messageId(++ids),
    ...options,
  });
  const told: SessionEvent[] = [];
  const types = ["ready", "message", "group", "gone", "lost", "offline", "end", "read"] as const;
  for (const type of types) session.on(type, (event) => told.push(event));
  const seqs = (group: GroupId = trio) =>
    told.flatMap((event) =>
      event.type === "message" && event.group === group ? [event.message.seq] : []
    );
  return { session, clock, http, wires, told, seqs };
}

/** Lets answers over HTTP come. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  await new Promise((resolve) => setTimeout(resolve));
}

export async function started(options: Partial<SessionOptions> = {}, groups = [groupOf()]) {
  const world = setUp(options);
  const start = world.session.start();
  await settle();
  world.wires.last.welcome(groups);
  await start;
  return world;
}

/** The answer to a request for messages. */
export const page = (...messages: readonly Message[]) => ({ messages, more: false });
/** What a promise rejects with; "done" when it does not. */
export const codeOf = (promise: Promise<unknown>) =>
  promise.then(() => "done", (error) => error instanceof TrioError ? error.code : String(error));
