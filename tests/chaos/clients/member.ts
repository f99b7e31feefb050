// A member of a group under faults, by the protocol alone: sends texts, keeps them until they are
// acknowledged, sends them again in their order after a reconnect, and fetches what a socket or the
// heads of a pong show to be missing. Notes all of it.

import type { GroupId, Message, MessageId } from "../../../protocol/domain.ts";
import type { ServerFrame } from "../../../protocol/frames.ts";
import type { Client } from "../../../tools/client.ts";
import type { Random } from "../../../tools/random.ts";
import { Backoff } from "../../../client/net/backoff.ts";
import {
  authorOf,
  type MemberHistory,
  messageIdOf,
  type SocketHistory,
  type TextNumber,
  textNumber,
  textOf,
} from "../checks/history.ts";
import { WireLine } from "./wire_line.ts";

/** What a run measures. */
export interface Meter {
  acknowledged(member: Member, sentAt: number, at: number): void;
  /** A socket has ended with this code. */
  ended(member: Member, code: number, at: number): void;
  /** Connected again, after so long without a connection. */
  returned(member: Member, code: number, lostAt: number, at: number): void;
  /** A message was missing that no frame had brought, and was fetched. */
  fetched(member: Member, why: "hole" | "head" | "gap"): void;
}

export interface MemberOptions {
  readonly url: string;
  readonly client: Client;
  readonly author: number;
  readonly group: GroupId;
  readonly random: Random;
  /** Texts that may be under way; 1: each waits for the one before, as on the page. */
  readonly mostInFlight: number;
  readonly meter: Meter;
}

interface Unanswered {
  readonly text: TextNumber;
  sentAt: number | null;
  /** On the line that is open now. */
  isInFlight: boolean;
}

/** Texts that wait for a cluster that does not answer. */
const mostUnanswered = 12;
const retryFirstMs = 250;
const retryMostMs = 4_000;

export class Member {
  readonly history: MemberHistory;
  /** Refusals that no client should meet, and broken promises that are seen at once. */
  readonly complaints: string[] = [];
  readonly #options: MemberOptions;
  readonly #backoff: Backoff;
  readonly #unanswered: Unanswered[] = [];
  #written = 0;
  #line: WireLine | null = null;
  #socket: SocketHistory | null = null;
  #isReady = false;
  #isOver = false;
  #serverHistory: string | undefined;
  #head = 1;
  #fetching = false;
  #heardAt = 0;
  #reconnecting: ReturnType<typeof setTimeout> | undefined;
  #heldBack: ReturnType<typeof setTimeout> | undefined;
  #refusals = 0;
  #isHeldBack = false;
  #lost = { at: 0, code: 0 };

  constructor(options: MemberOptions) {
    this.#options = options;
    this.#backoff = new Backoff(() => options.random.float());
    const { author, group, mostInFlight } = options;
    this.history = {
      author,
      group,
      isSerial: mostInFlight === 1,
      sent: 0,
      acknowledged: new Map(),
      refused: new Set(),
      sockets: [],
      held: [],
    };
    this.history.held[1] = 0;
  }

  get isConnected(): boolean {
    return this.#isReady;
  }

  /** Up to here it holds everything. */
  get head(): number {
    return this.#head;
  }

  get owed(): number {
    return this.#unanswered.length;
  }

  /** What it waits for, in a sentence for whoever looks for the reason. */
  get waitsFor(): string {
    const now = performance.now();
    const [first] = this.#unanswered;
    const since = first?.sentAt === null || first === undefined ? 0 : now - first.sentAt;
    return [
      `${this.history.author} is ${this.#isReady ? "connected" : "away"} and holds ${this.#head}`,
      `last heard something ${Math.round(now - this.#heardAt)} ms ago`,
      ...(this.#fetching ? ["waits for an answer over HTTP"] : []),
      ...(first ? [`owes ${this.owed}, the first for ${Math.round(since)} ms`] : []),
      ...(first?.isInFlight ? ["which is in flight"] : []),
    ].join(", ");
  }

  connect(): void {
    if (this.#isOver) return;
    const { url, client, group } = this.#options;
    const socket = { since: this.#head, seqs: [], texts: [], resent: new Set<TextNumber>() };
    const hello = {
      type: "hello",
      since: { [group]: this.#head },
      ...(this.#serverHistory !== undefined && { history: this.#serverHistory }),
    } as const;
    this.#socket = socket;
    const events = {
      onFrame: (frame: ServerFrame) => this.#take(frame),
      onEnd: (code: number) => this.#disconnected(code),
    };
    WireLine.open(url, client.cookie, hello, events).then(
      (line) => {
        this.#line = line;
        if (this.#isOver) line.close();
      },
      () => this.#disconnected(1006),
    );
  }

  /** Says something, unless too much waits to be answered. */
  say(): void {
    if (this.#unanswered.length >= mostUnanswered) return;
    const text = textNumber(this.#options.author, ++this.#written);
    this.#unanswered.push({ text, sentAt: null, isInFlight: false });
    this.#send();
  }

  /** Asks for the heads now. */
  ping(): void {
    if (this.#isReady) this.#line?.send({ type: "ping" });
  }

  close(): void {
    this.#isOver = true;
    clearTimeout(this.#reconnecting);
    clearTimeout(this.#heldBack);
    this.#line?.close();
  }

  #disconnected(code: number): void {
    const at = performance.now();
    if (this.#isReady) {
      this.#lost = { at, code };
      if (!this.#isOver) this.#options.meter.ended(this, code, at);
    }
    this.#isReady = false;
    this.#line = null;
    this.#socket = null;
    for (const one of this.#unanswered) one.isInFlight = false;
    if (code >= 4_400) this.complaints.push(`was sent away with ${code}`);
    if (!this.#isOver) this.#reconnecting = setTimeout(() => this.connect(), this.#backoff.next());
  }

  #take(frame: ServerFrame): void {
    this.#heardAt = performance.now();
    if (frame.type === "message") this.#note(frame.message);
    if (frame.type === "ready") this.#welcome(frame);
    if (frame.type === "error") this.#refuse(frame);
    if (frame.type === "gone") this.complaints.push("was told that its group is gone");
    if (frame.type === "pong") {
      const head = frame.heads[this.#options.group] ?? 0;
      if (head > this.#head) void this.#fetch("head");
    }
  }

  #welcome({ groups, history }: Extract<ServerFrame, { type: "ready" }>): void {
    const { meter, group: id } = this.#options;
    this.#serverHistory = history;
    this.#isReady = true;
    if (this.#socket !== null) this.history.sockets.push(this.#socket);
    this.#backoff.reset();
    if (this.#lost.at > 0) {
      meter.returned(this, this.#lost.code, this.#lost.at, performance.now());
    }
    const group = groups.find((one) => one.id === id);
    if (group?.lost) this.complaints.push("was told that what it holds is lost");
    if (group?.gap) void this.#fetch("gap");
    this.#refusals = 0;
    clearTimeout(this.#heldBack);
    this.#isHeldBack = false;
    this.#send();
  }

  #note(message: Message): void {
    const text = textOf(message.id);
    const { seq } = message;
    this.#socket?.seqs.push(seq);
    this.#socket?.texts.push(text);
    this.#hold(seq, text);
    const { author } = this.#options;
    if (authorOf(text) === author) this.#acknowledge(text, seq);
    const isAnswer = this.#socket?.resent.has(text) ?? false;
    if (seq > this.#head && !isAnswer) void this.#fetch("hole");
  }

  #hold(seq: number, text: TextNumber): void {
    const { held } = this.history;
    if (held[seq] !== undefined && held[seq] !== text) {
      this.complaints.push(`was shown two messages at ${seq}`);
    }
    held[seq] = text;
    while (held[this.#head + 1] !== undefined) this.#head++;
  }

  #acknowledge(text: TextNumber, seq: number): void {
    const { acknowledged } = this.history;
    const before = acknowledged.get(text);
    if (before !== undefined && before !== seq) {
      this.complaints.push(`was answered ${before} and ${seq} for one text`);
    }
    acknowledged.set(text, seq);
    const at = this.#unanswered.findIndex((one) => one.text === text);
    const [answered] = at < 0 ? [] : this.#unanswered.splice(at, 1);
    if (answered === undefined) return;
    this.#refusals = 0;
    if (answered.sentAt !== null) {
      this.#options.meter.acknowledged(this, answered.sentAt, performance.now());
    }
    this.#send();
  }

  #refuse({ id, code, detail }: Extract<ServerFrame, { type: "error" }>): void {
    // A ping's.
    if (id === null && code === "unavailable") return;
    const refused = this.#unanswered.find(({ text }) => messageIdOf(text) === id);
    if (code !== "unavailable") {
      this.complaints.push(`was refused: ${code}, ${detail}`);
    }
    if (refused === undefined) return;
    this.history.refused.add(refused.text);
    refused.isInFlight = false;
    if (this.#isHeldBack) return;
    // Less and less often, and in their order: nothing more is sent until then.
    this.#isHeldBack = true;
    const wait = Math.min(retryMostMs, retryFirstMs * 2 ** this.#refusals++);
    this.#heldBack = setTimeout(() => {
      this.#isHeldBack = false;
      this.#send();
    }, wait * (0.5 + this.#options.random.float() / 2));
  }

  /** The unanswered ones in their order, as many as may be under way. */
  #send(): void {
    const { group, mostInFlight } = this.#options;
    if (!this.#isReady || this.#isHeldBack) return;
    // What was refused goes before what was written later, once nothing is under way.
    const isMixed = this.#unanswered.some(({ isInFlight }) => isInFlight) &&
      this.#unanswered.some(({ isInFlight, sentAt }) => !isInFlight && sentAt !== null);
    if (isMixed) return;
    for (const one of this.#unanswered.slice(0, mostInFlight)) {
      if (one.isInFlight) continue;
      if (one.sentAt === null) this.history.sent++;
      else this.#socket?.resent.add(one.text);
      one.isInFlight = true;
      one.sentAt ??= performance.now();
      const id = messageIdOf(one.text) as MessageId;
      this.#line?.send({ type: "send", group, id, text: `${one.text}` });
    }
  }

  /** Gets what is missing over HTTP, as the page does. */
  async #fetch(why: "hole" | "head" | "gap"): Promise<void> {
    if (this.#fetching || this.#isOver) return;
    this.#fetching = true;
    try {
      for (let more = true; more;) {
        const { client, group } = this.#options;
        const path = `/api/groups/${group}/messages?after=${this.#head}&limit=200`;
        const page = await client.get<{ messages: Message[]; more: boolean }>(path);
        if (page.status !== 200) return;
        const before = this.#head;
        for (const { seq, id } of page.body.messages) this.#hold(seq, textOf(id));
        if (this.#head > before) this.#options.meter.fetched(this, why);
        more = page.body.more;
      }
    } catch {
      // The next pong tells of it again.
    } finally {
      this.#fetching = false;
    }
  }
}
