// One user of the run: a session of the client package, which sends again and comes back by itself,
// and a tap on what goes over its wires, for the checker and the meter.

import { createSession, type TrioSession } from "../../client/mod.ts";
import type { Group, GroupId, User } from "../../protocol/domain.ts";
import type { ClientFrame, ServerFrame } from "../../protocol/frames.ts";
import type { Limits } from "../../protocol/limits.ts";
import type { Checker } from "./checker.ts";
import type { Meter } from "./meter.ts";
import { observed } from "./observed.ts";
import { createTap, cutCode, type SeenPage, type Tap } from "./tap.ts";
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

/** Refusals of a text that will pass: the session sends it again. */
const passing: ReadonlySet<string> = new Set(["unavailable", "slow_down"]);

export class LoadUser {
  readonly session: TrioSession;
  readonly author: number;
  readonly #deps: LoadUserDeps;
  readonly #tap: Tap;
  /** When each text that is not acknowledged was due. */
  readonly #dueAt = new Map<TextNumber, number>();
  readonly #groups = new Set<GroupId>();
  /** What the last hello has named. */
  #named: Readonly<Record<GroupId, number>> = {};
  /** Since when the socket that is open has answered; null: there is none. */
  #openSince: number | null = null;
  /** Until when the user was away because the run had cut them off, not by the server's doing. */
  #cutUntil = -Infinity;
  #isCut = false;
  #limits: Limits | null = null;
  #written = 0;
  /** Texts up to this one were sent at least once: they are sent in their order. */
  #sentUpTo: TextNumber = nobodys;
  #hasConnected = false;
  #isOver = false;
  /** The last way in which a socket ended, for who asks why the user is away. */
  #ending = "no answer yet";
  #quitting: { readonly group: GroupId; readonly openSince: number | null } | null = null;
  #pongs = 0;

  constructor(deps: LoadUserDeps, author: number) {
    [this.#deps, this.author] = [deps, author];
    this.#tap = createTap({
      onSend: (frame) => this.#onSend(frame),
      onFrame: (frame) => this.#onFrame(frame),
      onPage: (page) => this.#onPage(page),
      onEnd: (code, why) => this.#onEnd(code, why),
    });
    this.session = createSession({
      url: deps.url,
      WebSocket: this.#tap.WebSocket,
      fetch: this.#tap.fetch,
      random: deps.random,
      newId: () => deps.ids.idOf(textNumber(author, this.#written)),
    });
  }

  get isConnected(): boolean {
    return this.#openSince !== null;
  }

  /** Known from the first `ready` on. */
  get limits(): Limits | null {
    return this.#limits;
  }

  get ending(): string {
    return this.#ending;
  }

  /** Texts that are not acknowledged. */
  get unanswered(): number {
    return this.#dueAt.size;
  }

  /** How many pings were answered: all that was sent before has come by then. */
  get pongs(): number {
    return this.#pongs;
  }

  /** The group that the user talks in; null: none, or they are leaving it. */
  get group(): GroupId | null {
    return this.#quitting === null ? this.#groups.values().next().value ?? null : null;
  }

  /** Whether the user has quit and was not yet told that they are out. */
  get isLeaving(): boolean {
    return this.#quitting !== null;
  }

  /** Ends the socket without a word; the session comes back. */
  cut(): void {
    this.#tap.cut();
  }

  /** A text was due at this moment. */
  write(group: GroupId, dueAt: number): void {
    const text = textNumber(this.author, ++this.#written);
    this.#dueAt.set(text, dueAt);
    this.session.send(group, wordsOf(text)).catch((error) => {
      this.#dueAt.delete(text);
      if (this.#isOver) return;
      this.#deps.meter.dropped();
      this.#deps.meter.error(`text: ${error instanceof Error ? error.message : error}`);
    });
  }

  /** Says that all is read that has come. */
  read(group: GroupId): void {
    this.session.read(group, this.#deps.checker.group(group).headOf(this.me.id));
  }

  /** Asks up to where the groups go. */
  ping(): void {
    this.#tap.ping();
  }

  /** Leaves the group, and writes nothing more to it; false: the server did not let them. */
  async quit(group: GroupId): Promise<boolean> {
    this.#quitting = { group, openSince: this.#openSince };
    const { ok } = await this.session.api.quit(group);
    if (!ok) this.#quitting = null;
    return ok;
  }

  /** Ends the session; HTTP goes on. */
  close(): void {
    this.#isOver = true;
    this.session.close();
  }

  get me(): User {
    const { user } = this.session;
    if (user === null) throw new Error("A user takes part before they have come in");
    return user;
  }

  #onSend(frame: ClientFrame): void {
    const { checker, meter, ids } = this.#deps;
    if (frame.type === "hello") {
      this.#named = frame.since ?? {};
      for (const [group, seq] of Object.entries(this.#named)) {
        checker.group(group as GroupId).resumes(this.me.id, seq);
      }
    }
    if (frame.type !== "send") return;
    const text = ids.textOf(frame.id);
    const check = checker.group(frame.group);
    if (text <= this.#sentUpTo) return check.sentAgain(this.me.id, text);
    this.#sentUpTo = text;
    checker.sent(text, frame.group);
    meter.sent(text, this.#dueAt.get(text) ?? this.#deps.now(), check.present);
  }

  #onFrame(frame: ServerFrame): void {
    if (frame.type === "message") this.#show(frame);
    if (frame.type === "ready") this.#welcome(frame);
    if (frame.type === "group") this.#enter(frame.group);
    if (frame.type === "gone") this.#leave(frame.group);
    if (frame.type === "error") this.#refused(frame);
    if (frame.type === "pong") {
      this.#pongs++;
      for (const [group, seq] of Object.entries(frame.heads)) {
        this.#deps.checker.group(group as GroupId).reaches(seq);
      }
    }
  }

  #show({ group, message }: FrameOf<"message">): void {
    const { checker, meter, ids } = this.#deps;
    const seen = observed(message, ids);
    meter.frame();
    checker.group(group).shown(this.me.id, seen);
    this.#count(seen.text, message.by);
  }

  #onPage({ group, after, messages, more }: SeenPage): void {
    const { checker, ids } = this.#deps;
    const seen = messages.map((message) => observed(message, ids));
    checker.group(group).page(this.me.id, { after, messages: seen, more });
    for (const { id, by } of messages) this.#count(ids.textOf(id), by);
  }

  #count(text: TextNumber, by: string | null): void {
    if (text === nobodys) return;
    const isSender = by === this.me.id;
    const viewer = { author: this.author, cutUntil: this.#cutUntil, isSender };
    this.#deps.meter.shown(text, viewer, this.#deps.now());
    if (isSender) this.#dueAt.delete(text);
  }

  #welcome({ groups, limits, user }: FrameOf<"ready">): void {
    const { checker, meter, now } = this.#deps;
    if (this.#hasConnected) meter.reconnected();
    this.#hasConnected = true;
    this.#openSince = now();
    if (this.#isCut) this.#cutUntil = this.#openSince;
    this.#isCut = false;
    this.#limits = limits;
    for (const group of groups) {
      const check = checker.group(group.id);
      this.#enter(group);
      if (group.lost) check.saidLost(user.id, group.lastSeq);
      if (group.gap || !(group.id in this.#named)) check.skipped(user.id, group.lastSeq);
      check.connected(user.id);
    }
  }

  #enter({ id, firstSeq }: Group): void {
    this.#groups.add(id);
    this.#deps.checker.group(id).joined(this.me.id, firstSeq);
  }

  #leave(group: GroupId): void {
    const quitting = this.#quitting;
    const sawAll = quitting?.group === group && quitting.openSince === this.#openSince;
    this.#deps.checker.group(group).left(this.me.id, sawAll);
    this.#groups.delete(group);
    if (quitting?.group === group) this.#quitting = null;
  }

  #refused({ id, code, detail }: FrameOf<"error">): void {
    const { checker, meter, ids } = this.#deps;
    // Of a read pointer that has crossed with the user's leaving.
    if (id === null && code === "not_member") return;
    meter.error(`${code}: ${detail}`);
    const text = id === null ? nobodys : ids.textOf(id);
    if (text !== nobodys && passing.has(code)) checker.refused(text);
  }

  #onEnd(code: number, why: string): void {
    const { checker, meter } = this.#deps;
    const wasOpen = this.isConnected;
    this.#openSince = null;
    for (const group of this.#groups) checker.group(group).disconnected(this.me.id);
    if (this.#isOver) return;
    this.#ending = `${code} ${why}`.trim();
    this.#isCut = code === cutCode;
    if (!this.#isCut) meter.error(`${wasOpen ? "socket ended" : "no socket"}: ${this.#ending}`);
  }
}
