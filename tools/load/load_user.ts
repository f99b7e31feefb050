// One user of the run: a socket that is kept through outages, and texts that are sent until they
// are acknowledged. Tells the checker all that is sent and comes, and the meter when.

import type { Group, GroupId, Message, User } from "../../protocol/domain.ts";
import { closeCode, type ServerFrame } from "../../protocol/frames.ts";
import type { Limits } from "../../protocol/limits.ts";
import { delay } from "./delay.ts";
import type { Client } from "../client.ts";
import { Backoff } from "../../client/net/backoff.ts";
import type { Checker } from "./checker.ts";
import { LoadSocket } from "./load_socket.ts";
import type { Meter } from "./meter.ts";
import { observed } from "./observed.ts";
import { OutgoingTexts } from "./outgoing.ts";
import { nobodys, type TextIds, type TextNumber, textNumber } from "./text_numbers.ts";
import { wordsOf } from "./words.ts";

export interface LoadUserDeps {
  readonly url: string;
  readonly checker: Checker;
  readonly meter: Meter;
  readonly ids: TextIds;
  readonly random: () => number;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

type FrameOf<Type extends ServerFrame["type"]> = Extract<ServerFrame, { readonly type: Type }>;

/** Refusals of a text that will pass. */
const passing: ReadonlySet<string> = new Set(["unavailable", "slow_down"]);
/** Ends after which a user who is not sent away for good comes back. */
const final: ReadonlySet<number> = new Set([closeCode.sessionOver, closeCode.suspended]);
const pageLimit = 200;
const fetchAgainMs = 1_000;

export class LoadUser {
  readonly user: User;
  readonly client: Client;
  readonly author: number;
  readonly outgoing = new OutgoingTexts();
  readonly #deps: LoadUserDeps;
  readonly #backoff: Backoff;
  readonly #groups = new Set<GroupId>();
  #socket: LoadSocket | null = null;
  /** Since when the socket that is open has answered; null: there is none. */
  #openSince: number | null = null;
  #limits: Limits | null = null;
  #history: string | undefined;
  #written = 0;
  #isOver = false;
  /** The last way in which a socket ended, for who asks why the user is away. */
  #ending = "";
  #quitting: { readonly group: GroupId; readonly openSince: number } | null = null;
  #unread = false;
  #pongs = 0;
  #reconnecting: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: LoadUserDeps, client: Client, user: User, author: number) {
    this.#deps = deps;
    this.#backoff = new Backoff(deps.random);
    [this.client, this.user, this.author] = [client, user, author];
  }

  get isConnected(): boolean {
    return this.#openSince !== null;
  }

  /** Known from the first `ready` on. */
  get limits(): Limits | null {
    return this.#limits;
  }

  /** How many pings were answered: all that was sent before has come by then. */
  get pongs(): number {
    return this.#pongs;
  }

  get ending(): string {
    return this.#ending;
  }

  /** The group that the user talks in; null: none, or they are leaving it. */
  get group(): GroupId | null {
    return this.#quitting === null ? this.#groups.values().next().value ?? null : null;
  }

  /** Whether the user has quit and was not yet told that they are out. */
  get isLeaving(): boolean {
    return this.#quitting !== null;
  }

  connect(): void {
    if (this.#isOver) return;
    const { checker, url } = this.#deps;
    const heads = [...this.#groups].map((
      group,
    ) => [group, checker.group(group).headOf(this.user.id)]);
    const hello = {
      type: "hello",
      since: Object.fromEntries(heads),
      ...(this.#history !== undefined && { history: this.#history }),
    } as const;
    this.#socket = new LoadSocket(url, this.client.cookie, hello, {
      onFrame: (frame) => this.#take(frame),
      onEnd: (code, why) => this.#ended(code, why),
    });
  }

  /** Ends the socket without a word; the user comes back. */
  cut(): void {
    this.#socket?.cut();
  }

  /** A text was due at this moment. */
  write(dueAt: number): void {
    const text = textNumber(this.author, ++this.#written);
    this.outgoing.add({ text, dueAt });
    this.flush();
  }

  /** Sends what may be sent now. */
  flush(): void {
    const { checker, meter, ids, now } = this.#deps;
    const group = this.group;
    if (!this.isConnected || group === null) return;
    for (const { text, dueAt, isRepeat } of this.outgoing.steps(now())) {
      if (isRepeat) checker.group(group).sentAgain(this.user.id, text);
      else {
        checker.sent(text, group);
        meter.sent(text, dueAt, checker.group(group).present);
      }
      this.#socket?.send({ type: "send", group, id: ids.idOf(text), text: wordsOf(text) });
    }
  }

  /** Says that all is read that has come. */
  read(): void {
    const group = this.group;
    if (!this.#unread || group === null || !this.isConnected) return;
    if (!this.outgoing.takeCredit(this.#deps.now())) return;
    this.#unread = false;
    const seq = this.#deps.checker.group(group).headOf(this.user.id);
    this.#socket?.send({ type: "read", group, seq });
  }

  /** Asks up to where the groups go. */
  ping(): void {
    if (this.isConnected && this.outgoing.takeCredit(this.#deps.now())) {
      this.#socket?.send({ type: "ping" });
    }
  }

  /** Leaves the group, and writes nothing more to it. */
  quit(): void {
    const group = this.group;
    if (group === null || this.#openSince === null) return;
    this.#quitting = { group, openSince: this.#openSince };
    this.#socket?.send({ type: "quit", group });
  }

  close(): void {
    this.#isOver = true;
    clearTimeout(this.#reconnecting);
    this.#socket?.cut();
  }

  #take(frame: ServerFrame): void {
    if (frame.type === "message") this.#show(frame);
    if (frame.type === "ready") this.#welcome(frame);
    if (frame.type === "group") this.#enter(frame.group);
    if (frame.type === "gone") this.#leave(frame.group);
    if (frame.type === "error") this.#refuse(frame);
    if (frame.type === "pong") {
      this.#pongs++;
      for (const [group, seq] of Object.entries(frame.heads)) {
        this.#deps.checker.group(group as GroupId).reaches(seq);
      }
    }
  }

  #show({ group, message }: FrameOf<"message">): void {
    const { checker, meter, ids, now } = this.#deps;
    const seen = observed(message, ids);
    checker.group(group).shown(this.user.id, seen);
    this.#unread = true;
    if (seen.text === nobodys) return;
    const isSender = message.by === this.user.id;
    meter.shown(seen.text, now(), this.#openSince ?? Infinity, isSender);
    if (isSender) this.#acknowledge(seen.text);
  }

  #acknowledge(text: TextNumber): void {
    if (this.outgoing.acknowledged(text)) this.flush();
  }

  #welcome({ groups, history, limits }: FrameOf<"ready">): void {
    const { checker, now } = this.#deps;
    this.#openSince = now();
    this.#limits = limits;
    this.#history = history;
    this.#backoff.reset();
    this.outgoing.connected(limits, now());
    for (const group of groups) {
      const check = checker.group(group.id);
      const isNew = !this.#groups.has(group.id);
      this.#enter(group);
      if (group.lost) check.saidLost(this.user.id, group.lastSeq);
      if (isNew || group.gap) {
        const after = check.headOf(this.user.id);
        check.skipped(this.user.id, group.lastSeq);
        void this.#fetch(group.id, after, group.lastSeq);
      }
      check.connected(this.user.id);
    }
    this.flush();
  }

  #enter({ id, firstSeq }: Group): void {
    this.#groups.add(id);
    this.#deps.checker.group(id).joined(this.user.id, firstSeq);
  }

  #leave(group: GroupId): void {
    const quitting = this.#quitting;
    const sawAll = quitting?.group === group && quitting.openSince === this.#openSince;
    this.#deps.checker.group(group).left(this.user.id, sawAll);
    this.#groups.delete(group);
    if (quitting?.group === group) this.#quitting = null;
  }

  #refuse({ id, code, detail }: FrameOf<"error">): void {
    const { checker, meter, ids, now } = this.#deps;
    meter.error(`${code}: ${detail}`);
    const text = id === null ? nobodys : ids.textOf(id);
    if (text === nobodys) return;
    if (!passing.has(code)) {
      if (this.outgoing.drop(text)) meter.dropped();
      return;
    }
    checker.refused(text);
    this.outgoing.refused(text, now());
  }

  #ended(code: number, why: string): void {
    const wasOpen = this.isConnected;
    this.#socket = this.#openSince = null;
    this.outgoing.disconnected();
    for (const group of this.#groups) this.#deps.checker.group(group).disconnected(this.user.id);
    if (this.#isOver) return;
    this.#ending = `${code} ${why}`.trim();
    const isCut = code === 1000;
    if (!isCut) {
      this.#deps.meter.error(wasOpen ? `socket ended: ${this.#ending}` : `no socket: ${why}`);
    }
    if (final.has(code)) return;
    this.#reconnecting = setTimeout(() => {
      this.#deps.meter.reconnected();
      this.connect();
    }, this.#backoff.next());
  }

  /** Gets over HTTP what the server does not send, until it is there. */
  async #fetch(group: GroupId, after: number, upTo: number): Promise<void> {
    const { checker, ids, meter, now } = this.#deps;
    const check = checker.group(group);
    while (!this.#isOver && this.#groups.has(group)) {
      try {
        for await (const message of this.history(group, after)) {
          const seen = observed(message, ids);
          check.fetched(this.user.id, seen);
          if (seen.text === nobodys) continue;
          const isSender = message.by === this.user.id;
          meter.shown(seen.text, now(), Infinity, isSender);
          if (isSender) this.#acknowledge(seen.text);
        }
        return check.fetchedAll(this.user.id, upTo);
      } catch (error) {
        meter.error(`history: ${error instanceof Error ? error.message : error}`);
        await delay(fetchAgainMs);
      }
    }
  }

  /** The messages of a group behind `after`, page by page, as they are when they are asked for. */
  async *history(group: GroupId, after: number): AsyncGenerator<Message> {
    for (let more = true; more;) {
      const path = `/api/groups/${group}/messages?after=${after}&limit=${pageLimit}`;
      const { status, body } = await this.client.get<{ messages: Message[]; more: boolean }>(path);
      if (status !== 200) throw new Error(`messages were answered with ${status}`);
      yield* body.messages;
      after = body.messages.at(-1)?.seq ?? after;
      more = body.more && body.messages.length > 0;
    }
  }
}
