// A small world for the page's tests: three people, a group, messages; a wire and a server's HTTP
// held by the test.

import type {
  Group,
  GroupId,
  Member,
  Message,
  MessageId,
  TextMessage,
  UserId,
} from "../../../protocol/domain.ts";
import type { ServerFrame } from "../../../protocol/frames.ts";
import { defaultLimits } from "../../../protocol/limits.ts";
import type { Wire } from "../../../client/net/socket.ts";
import { quiet } from "../descriptions.ts";

export const ana = "00000000-0000-7000-8000-00000000000a" as UserId;
export const ben = "00000000-0000-7000-8000-00000000000b" as UserId;
export const chloe = "00000000-0000-7000-8000-00000000000c" as UserId;
export const trio = "00000000-0000-7000-8000-000000000001" as GroupId;
export const otherTrio = "00000000-0000-7000-8000-000000000002" as GroupId;

export function member(id: UserId, username: string, change: Partial<Member> = {}): Member {
  const seen = { id, username, age: 30, sex: null, online: true, readSeq: 0, leftAt: null };
  return { ...seen, away: false, ...quiet, ...change };
}

export function groupOf(change: Partial<Group> = {}): Group {
  return {
    id: trio,
    name: "ana, ben, chloe",
    members: [member(ana, "ana"), member(ben, "ben"), member(chloe, "chloe")],
    formedAt: "2026-06-15T12:00:00.000Z",
    firstSeq: 1,
    lastSeq: 0,
    readSeq: 0,
    unread: 0,
    last: null,
    ...change,
  };
}

export function messageId(number: number): MessageId {
  return `10000000-0000-4000-8000-${String(number).padStart(12, "0")}` as MessageId;
}

export function text(
  seq: number,
  by: UserId = ben,
  change: Partial<TextMessage> = {},
): TextMessage {
  const at = new Date(Date.parse("2026-06-15T12:00:00.000Z") + seq * 1000).toISOString();
  return {
    kind: "text",
    seq,
    id: messageId(seq),
    by,
    at,
    text: `line ${seq}`,
    editedAt: null,
    erased: false,
    reply: null,
    ...change,
  };
}

const serverNow = "2026-06-15T12:00:00.000Z";

export function readyFrame(
  groups: readonly Group[] = [groupOf()],
): Extract<ServerFrame, { type: "ready" }> {
  const profile = { birthDate: "1996-01-01", age: 30, sex: null, ...quiet };
  return {
    type: "ready",
    user: { id: ana, username: "ana" },
    profile,
    ticket: null,
    partner: null,
    groups,
    role: "user",
    notice: null,
    limits: defaultLimits,
    history: "a history",
    now: serverNow,
  };
}

export function pongFrame(heads: Readonly<Record<GroupId, number>>): ServerFrame {
  return { type: "pong", heads, now: serverNow };
}

export function messageFrame(
  message: Message,
  group: GroupId = trio,
): Extract<ServerFrame, { type: "message" }> {
  return { type: "message", group, message };
}

/** The other end of the page's sockets: every one that was opened, and what was sent on it. */
export class Wires {
  readonly opened: FakeWire[] = [];
  readonly Wire: new (url: string) => Wire;

  constructor() {
    const { opened } = this;
    this.Wire = class extends FakeWire {
      constructor(url: string) {
        super(url);
        opened.push(this);
      }
    };
  }

  get last(): FakeWire {
    const wire = this.opened.at(-1);
    if (wire === undefined) throw new Error("No socket was opened");
    return wire;
  }
}

export class FakeWire implements Wire {
  onopen: Wire["onopen"] = null;
  onmessage: Wire["onmessage"] = null;
  onclose: Wire["onclose"] = null;
  readonly sent: unknown[] = [];
  isClosed = false;

  constructor(readonly url: string) {}

  send(data: string): void {
    this.sent.push(JSON.parse(data));
  }

  close(): void {
    this.isClosed = true;
  }

  /** What was sent of one type. */
  of(type: string): unknown[] {
    return this.sent.filter((frame) => (frame as { type: string }).type === type);
  }

  open(): void {
    this.onopen?.(new Event("open"));
  }

  receive(frame: unknown): void {
    this.onmessage?.(new MessageEvent("message", { data: JSON.stringify(frame) }));
  }

  /** Opens, and answers hello. */
  welcome(groups?: readonly Group[]): void {
    this.open();
    this.receive(readyFrame(groups));
  }

  lose(code = 1006, reason = ""): void {
    this.onclose?.(new CloseEvent("close", { code, reason }));
  }
}

/** HTTP whose answers the test gives; what was asked is kept as `GET /api/me`. */
export class FakeHttp {
  readonly asked: string[] = [];
  readonly answers = new Map<string, { readonly status: number; readonly body: unknown }>();
  /** Whether it takes requests, and never answers. */
  isStalled = false;
  /** Whether there is no way to it. */
  isDown = false;
  /** The bodies of what was asked, by request; of each the last one. */
  readonly bodies = new Map<string, unknown>();
  readonly #held = new Map<string, Promise<void>>();
  readonly fetch = (path: string, init: RequestInit) => {
    const request = `${init.method} ${path}`;
    if (this.isDown) return Promise.reject(new TypeError("No way to the server"));
    if (this.isStalled) return new Promise<Response>(() => {});
    if (typeof init.body === "string") this.bodies.set(request, JSON.parse(init.body));
    const answer = this.#answer(request);
    return (this.#held.get(request) ?? Promise.resolve()).then(() => answer);
  };

  answer(request: string, status: number, body: unknown): void {
    this.answers.set(request, { status, body });
  }

  /** Keeps the answers to a request on their way, until the returned function lets them come. */
  hold(request: string): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held.set(request, promise);
    return () => {
      this.#held.delete(request);
      resolve();
    };
  }

  #answer(request: string): Response {
    this.asked.push(request);
    const { status, body } = this.answers.get(request) ?? { status: 500, body: {} };
    return new Response(status === 204 ? null : JSON.stringify(body), { status });
  }
}
