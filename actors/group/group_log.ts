// A group's log as its actor holds it: who is in the group, which seq comes next, what its members
// were shown. A message is stored at the next place before it is shown. What is in memory is a copy
// and may be dropped at any time.

import type { NewMessage, StoredMessage } from "../../db/store/logs.ts";
import type { GroupMembers } from "../../db/store/groups.ts";
import type { Store } from "../../db/store/store.ts";
import type { PushNews } from "../push/push_queue.ts";
import type { Audience } from "../runtime/placement.ts";
import { encodeText, messageFrame } from "../connections/presenters.ts";
import { assertGoesOn, type Turn } from "../runtime/mailbox.ts";
import type { GroupId, Message, Preference, TextMessage, UserId } from "../../protocol/domain.ts";
import { withoutUnseen } from "../../protocol/log.ts";

export interface GroupLogDeps {
  readonly store: Store;
  readonly audience: Audience;
  /** Shows the group to newcomers, before the log goes on for them. */
  readonly greet: (users: readonly UserId[], turn: Turn) => Promise<void>;
  /** Absent: nothing is pushed. */
  readonly pushes?: Pick<PushNews, "texted"> | null;
}

/**
 * What memory has of the log. Stale: it may be wrong and is loaded again before a command uses it;
 * until then it says who the members were.
 */
type Memory = { readonly kind: "empty" } | LoadedLog;

export interface LoadedLog {
  kind: "fresh" | "stale";
  lastSeq: number;
  /** The members, each with the seq up to which they have read. */
  readonly readSeq: Map<UserId, number>;
  /** The first message that a member may see. Absent: the first of the log. */
  readonly firstSeq: ReadonlyMap<UserId, number>;
  /** What members have switched off. Absent: nothing, as nearly always. */
  readonly off: ReadonlyMap<UserId, readonly Preference[]>;
  /** The last seq that the members were shown. */
  shownSeq: number;
}

/** A message that has no place in the log yet. */
type Draft = Message extends infer M ? M extends Message ? Omit<M, "seq"> : never : never;
/** A draft that a member adds. */
export type MemberDraft = Draft & { readonly by: UserId };
/** A text at its place in a log. */
export interface NewText extends NewMessage {
  readonly message: TextMessage;
}
/** Stores a message. Any other outcome than "stored" leaves the log as it was. */
export type Write<Outcome> = (
  message: NewMessage,
) => Promise<Outcome | { type: "stored" } | { type: "conflict" }>;

/** A conflict means that memory is old. After this many in one turn something else is wrong. */
const maxAttempts = 5;

export class GroupLog {
  readonly #id: GroupId;
  readonly #deps: GroupLogDeps;
  #memory: Memory = { kind: "empty" };
  readonly #departed: UserId[] = [];
  #hasNewcomers = false;
  /** Newcomers who were shown, of which the store does not know. */
  readonly #unmarked = new Set<UserId>();

  constructor(id: GroupId, deps: GroupLogDeps) {
    this.#id = id;
    this.#deps = deps;
  }

  /** The members, as far as memory knows. */
  get members(): UserId[] {
    return this.#memory.kind === "empty" ? [] : [...this.#memory.readSeq.keys()];
  }

  /** Memory may be wrong now: the next command loads it again. */
  drop(): void {
    if (this.#memory.kind === "fresh") this.#memory.kind = "stale";
  }

  /** Whether users have left or come since the last call of `takeDeparted`. */
  get hasOtherMembers(): boolean {
    return this.#departed.length > 0 || this.#hasNewcomers;
  }

  /** The users who have left since the last call. */
  takeDeparted(): UserId[] {
    this.#hasNewcomers = false;
    return this.#departed.splice(0);
  }

  /** Whether the store is to be told which newcomers were shown. */
  get mustMark(): boolean {
    return this.#unmarked.size > 0;
  }

  /** Tells the store which newcomers were shown. */
  async mark(): Promise<void> {
    const users = [...this.#unmarked];
    await this.#deps.store.markShown(this.#id, users);
    for (const user of users) this.#unmarked.delete(user);
  }

  /**
   * What is in memory, nearly always; null: `load` first. Not a promise, which every message would
   * have to wait for.
   */
  get fresh(): LoadedLog | null {
    return this.#memory.kind === "fresh" ? this.#memory : null;
  }

  /** Loads the log, greets newcomers, and shows the members what they have not been shown. */
  async load(turn: Turn): Promise<LoadedLog> {
    const stored = await this.#deps.store.groupMembers(this.#id);
    const members = stored?.members ?? [];
    const present = members.filter(({ leftAt }) => leftAt === null);
    const unshown = members.filter(({ isUnshown }) => isUnshown);
    const lastSeq = stored?.lastSeq ?? 0;
    const readSeq = new Map(present.map(({ id, readSeq }) => [id, this.#furthest(id, readSeq)]));
    const firstSeq = new Map(
      present.filter(({ firstSeq }) => firstSeq > 1).map(({ id, firstSeq }) => [id, firstSeq]),
    );
    const off = new Map(present.flatMap(({ id, off = [] }) => off.length > 0 ? [[id, off]] : []));
    const shownSeq = this.#memory.kind === "empty"
      ? shownBefore(lastSeq, members)
      : this.#memory.shownSeq;
    const loaded: LoadedLog = { kind: "fresh", lastSeq, readSeq, firstSeq, off, shownSeq };
    const missed = await this.#missed(loaded);
    const newcomers = [...firstSeq].filter(([, seq]) => seq > shownSeq).map(([user]) => user);
    await this.#deps.greet(newcomers, turn);
    assertGoesOn(turn);
    this.#departed.push(...this.members.filter((user) => !readSeq.has(user)));
    this.#hasNewcomers ||= newcomers.length > 0;
    this.#memory = loaded;
    for (const message of missed) this.show(message);
    for (const { id } of unshown) this.#unmarked.add(id);
    return loaded;
  }

  /**
   * Adds a message at the next seq. When another process took that place, memory is loaded again
   * and the next place is tried. Null: the author is no member, by what was loaded last.
   */
  async add<Outcome extends { type: string; message?: Message }>(
    draft: MemberDraft,
    write: Write<Outcome>,
    turn: Turn,
  ): Promise<{ type: "added"; message: Message } | Outcome | null> {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const log = this.fresh ?? await this.load(turn);
      if (!log.readSeq.has(draft.by)) return null;
      const message = { ...draft, seq: log.lastSeq + 1 } as Message;
      const outcome = await write({ group: this.#id, message });
      assertGoesOn(turn);
      if (isStored(outcome)) {
        log.lastSeq = message.seq;
        return { type: "added", message };
      }
      if (!isConflict(outcome)) return await this.#catchUp(outcome, turn);
      this.drop();
    }
    throw new Error(`No place found in the log after ${maxAttempts} attempts`);
  }

  /**
   * Texts at the next places, to be stored all or none. Null: memory is not fresh, or an author is
   * no member.
   */
  placed(texts: readonly Omit<TextMessage, "seq">[]): readonly NewText[] | null {
    const log = this.fresh;
    if (log === null || !texts.every(({ by }) => log.readSeq.has(by))) return null;
    return texts.map((text, at) => ({
      group: this.#id,
      message: { ...text, seq: log.lastSeq + 1 + at },
    }));
  }

  /** Shows texts that are stored at the places that `placed` gave them in this turn. */
  showPlaced(added: readonly NewText[]): void {
    if (this.#memory.kind !== "empty") this.#memory.lastSeq += added.length;
    for (const { message } of added) this.show(message, encodeText(this.#id, message));
  }

  /**
   * Adds several messages at once at the next places, all or none, whether their author is a member
   * or has left. Null: none, since a place or an id is taken. Memory may be old then.
   */
  async addRun(
    drafts: readonly MemberDraft[],
    write: (run: readonly NewMessage[]) => Promise<boolean>,
    turn: Turn,
  ): Promise<readonly Message[] | null> {
    const log = this.fresh ?? await this.load(turn);
    const messages = drafts.map((draft, at) =>
      ({ ...draft, seq: log.lastSeq + 1 + at }) as Message
    );
    const isStored = await write(messages.map((message) => ({ group: this.#id, message })));
    assertGoesOn(turn);
    if (!isStored) return null;
    log.lastSeq += messages.length;
    return messages;
  }

  /** The other members to whom a member gives this of themselves, as far as memory knows. */
  othersSharing(user: UserId, what: Preference): UserId[] {
    const memory = this.#memory;
    const hides = (member: UserId) =>
      memory.kind !== "empty" && memory.off.get(member)?.includes(what) === true;
    return hides(user) ? [] : this.members.filter((member) => member !== user && !hides(member));
  }

  /**
   * Shows a message to every member who may see it. A member who has left by it is shown nothing.
   * `text`: its frame, where it is encoded.
   */
  show(message: StoredMessage, text?: string): void {
    const memory = this.#memory;
    // Nobody is known yet. The first load shows what is stored.
    if (memory.kind === "empty") return;
    if (message.kind === "left" && memory.readSeq.delete(message.by)) {
      this.#departed.push(message.by);
    }
    if (memory.firstSeq.size === 0) this.#showTo(memory.readSeq.keys(), message, text);
    else this.#showWithNewcomers(message, memory);
    memory.shownSeq = Math.max(memory.shownSeq, message.seq);
    if (message.kind === "text" && !message.erased) this.#push(message, memory);
  }

  /** Has those told of a text who may see it and have no socket. */
  #push({ seq, by }: StoredMessage, { readSeq, firstSeq }: LoadedLog): void {
    const { pushes, audience } = this.#deps;
    if (!pushes) return;
    for (const [user, read] of readSeq) {
      const isToTell = user !== by && seq >= (firstSeq.get(user) ?? 1);
      if (!isToTell || audience.isConnected(user)) continue;
      pushes.texted({ group: this.#id, seq, user, readSeq: read });
    }
  }

  #showTo(users: Iterable<UserId>, message: StoredMessage, text?: string): void {
    this.#deps.audience.deliver(users, messageFrame(this.#id, message), text);
  }

  /** A newcomer sees nothing from before they came, nor of what is said about that later. */
  #showWithNewcomers(message: StoredMessage, { readSeq, firstSeq }: LoadedLog): void {
    const seenBy = (user: UserId) => withoutUnseen(message, firstSeq.get(user) ?? 1);
    const viewers = [...readSeq.keys()].filter((user) => (firstSeq.get(user) ?? 1) <= message.seq);
    this.#showTo(viewers.filter((user) => seenBy(user) === message), message);
    for (const user of viewers) {
      if (seenBy(user) !== message) this.#showTo([user], seenBy(user));
    }
  }

  /** A repeat of a message that memory does not have: the other members have not been shown it. */
  async #catchUp<Outcome extends { readonly message?: Message }>(
    outcome: Outcome,
    turn: Turn,
  ): Promise<Outcome> {
    const lastSeq = this.#memory.kind === "empty" ? 0 : this.#memory.lastSeq;
    if ((outcome.message?.seq ?? 0) > lastSeq) await this.load(turn);
    return outcome;
  }

  /** A pointer in memory may be ahead of the stored one, on its way there. It never goes back. */
  #furthest(user: UserId, stored: number): number {
    const known = this.#memory.kind === "empty" ? 0 : this.#memory.readSeq.get(user) ?? 0;
    return Math.max(stored, known);
  }

  /**
   * Messages that were stored and not shown: another process stored them, or their commit was
   * reported as failed.
   */
  async #missed(
    { lastSeq, readSeq, firstSeq, shownSeq }: LoadedLog,
  ): Promise<readonly StoredMessage[]> {
    // The member who came first may see the most.
    const [member] = [...readSeq.keys()].sort((a, b) =>
      (firstSeq.get(a) ?? 1) - (firstSeq.get(b) ?? 1)
    );
    if (shownSeq >= lastSeq || !member) return [];
    const page = await this.#deps.store.messages(member, this.#id, {
      after: shownSeq,
      limit: lastSeq - shownSeq,
    });
    return page?.messages ?? [];
  }
}

/** Up to where the members were shown the log before this actor started. */
function shownBefore(lastSeq: number, members: GroupMembers["members"]): number {
  const unshown = members.filter(({ isUnshown }) => isUnshown);
  const shownSeq = Math.min(lastSeq, ...unshown.map(({ firstSeq }) => firstSeq - 1));
  // The "left" of the member whose place it was came with them.
  const isReplaced = members.some((member) => member.isReplaced && member.leftSeq === shownSeq);
  return unshown.length > 0 && isReplaced ? shownSeq - 1 : shownSeq;
}

function isStored(outcome: { type: string }): outcome is { type: "stored" } {
  return outcome.type === "stored";
}

function isConflict(outcome: { type: string }): outcome is { type: "conflict" } {
  return outcome.type === "conflict";
}
