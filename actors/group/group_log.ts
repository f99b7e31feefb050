// A group's log as its actor holds it: who is in the group, which seq comes next, what its members
// were shown. Adds a message at the next place, stored before it is shown. Its memory can be
// dropped at any time.

import type { NewMessage } from "../../db/store/logs.ts";
import type { Store } from "../../db/store/store.ts";
import type { Hub } from "../connections/hub.ts";
import type { Turn } from "../runtime/mailbox.ts";
import type { PendingMembers } from "./pending_members.ts";
import type { GroupId, Message, UserId } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";

export interface GroupLogDeps {
  readonly store: Store;
  readonly hub: Hub;
  readonly pendingMembers: PendingMembers;
  /** Shows the group to those who have come in, before the log goes on for them. */
  readonly greet: (users: readonly UserId[], turn: Turn) => Promise<void>;
}

export interface State {
  lastSeq: number;
  /** Of the members who have not left: up to where each has read. */
  readonly readSeq: Map<UserId, number>;
  /** Of the same: the first message that each may see, where it is not the first of all. */
  readonly firstSeq: ReadonlyMap<UserId, number>;
}

/** A message that has no place in the log yet. */
export type Draft = Message extends infer M ? M extends Message ? Omit<M, "seq"> : never : never;
/** One that somebody adds. */
export type Added = Draft & { readonly by: UserId };
/** How a message is stored; whatever is not "stored" leaves the log as it was. */
export type Write<Outcome> = (
  message: NewMessage,
) => Promise<Outcome | { type: "stored" } | { type: "conflict" }>;

/** A conflict means that the state is old; after this many in one turn something else is wrong. */
const maxAttempts = 5;

export class GroupLog {
  readonly #id: GroupId;
  readonly #deps: GroupLogDeps;
  #state: State | null = null;
  #isStale = false;
  #departed: UserId[] = [];
  /** The last seq that the members were shown; null before the first load. */
  #shown: number | null = null;

  constructor(id: GroupId, deps: GroupLogDeps) {
    this.#id = id;
    this.#deps = deps;
  }

  /** The users who are in the group, as far as memory knows. */
  get members(): UserId[] {
    return [...this.#state?.readSeq.keys() ?? []];
  }

  /**
   * What is in memory may be wrong now: the next command loads it again. Until then it says whom to
   * tell.
   */
  drop(): void {
    this.#isStale = true;
  }

  get hasDeparted(): boolean {
    return this.#departed.length > 0;
  }

  /** Those who have left since this was last asked. */
  takeDeparted(): UserId[] {
    return this.#departed.splice(0);
  }

  /**
   * What is in memory, as nearly always; null: it must be loaded first. Not awaited, which each
   * message would pay.
   */
  get current(): State | null {
    return this.#isStale ? null : this.#state;
  }

  /** Loads it, tells those who have come in, and shows what the members have not been shown. */
  async load(turn: Turn): Promise<State> {
    const stored = await this.#deps.store.groupMembers(this.#id);
    const present = (stored?.members ?? []).filter(({ leftAt }) => leftAt === null);
    const readSeq = new Map(present.map(({ id, readSeq }) => [id, this.#furthest(id, readSeq)]));
    const firstSeq = new Map(
      present.filter(({ firstSeq }) => firstSeq > 1).map(({ id, firstSeq }) => [id, firstSeq]),
    );
    const state = { lastSeq: stored?.lastSeq ?? 0, readSeq, firstSeq };
    const after = this.#shown ?? this.#startOf(state);
    const missed = await this.#missed(state, after);
    await this.#deps.greet(
      [...firstSeq].filter(([, seq]) => seq > after).map(([user]) => user),
      turn,
    );
    assertGoesOn(turn);
    this.#departed.push(...this.members.filter((user) => !readSeq.has(user)));
    this.#state = state;
    this.#isStale = false;
    this.#shown = after;
    for (const message of missed) this.show(message);
    this.#deps.pendingMembers.forget(this.#id, readSeq.keys());
    return state;
  }

  /**
   * Adds a message at the next seq, and again with fresh state when another process took that
   * place. The author must be a member: null when, by the fresh state, they are not.
   */
  async add<Outcome extends { type: string; message?: Message }>(
    draft: Added,
    write: Write<Outcome>,
    turn: Turn,
  ): Promise<{ type: "added"; message: Message } | Outcome | null> {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const state = this.current ?? await this.load(turn);
      if (!state.readSeq.has(draft.by)) return null;
      const message = { ...draft, seq: state.lastSeq + 1 } as Message;
      const outcome = await write({ group: this.#id, message });
      assertGoesOn(turn);
      if (isStored(outcome)) {
        state.lastSeq = message.seq;
        return { type: "added", message };
      }
      if (!isConflict(outcome)) return await this.#catchUp(outcome, turn);
      this.drop();
    }
    throw new Error(`No place found in the log after ${maxAttempts} attempts`);
  }

  /**
   * Adds several at once at the next places, all or none. Null: none, since an author is no member,
   * or a place or an id is taken: `add` each. The state may be old then.
   */
  async addRun(
    drafts: readonly Added[],
    write: (run: readonly NewMessage[]) => Promise<boolean>,
    turn: Turn,
  ): Promise<readonly Message[] | null> {
    const state = this.current ?? await this.load(turn);
    if (!drafts.every(({ by }) => state.readSeq.has(by))) return null;
    const messages = drafts.map((draft, at) =>
      ({ ...draft, seq: state.lastSeq + 1 + at }) as Message
    );
    const isStored = await write(messages.map((message) => ({ group: this.#id, message })));
    assertGoesOn(turn);
    if (!isStored) return null;
    state.lastSeq += messages.length;
    return messages;
  }

  /** To every member of the group, as far as memory knows. */
  deliver(frame: ServerFrame): void {
    this.#deps.hub.deliver(this.members, frame);
  }

  /** To every member who may see it; one whose leaving this is gets nothing more. */
  show(message: Message): void {
    if (message.kind === "left" && this.#state?.readSeq.delete(message.by)) {
      this.#departed.push(message.by);
    }
    this.#deps.hub.deliver(this.#audience(message), { type: "message", group: this.#id, message });
    this.#shown = Math.max(this.#shown ?? 0, message.seq);
  }

  #audience({ seq }: Message): Iterable<UserId> {
    if (!this.#state) return [];
    const { readSeq, firstSeq } = this.#state;
    // Only who came in later may not see all: most groups have nobody to look at.
    if (firstSeq.size === 0) return readSeq.keys();
    return this.members.filter((user) => (firstSeq.get(user) ?? 1) <= seq);
  }

  /** A repeat of what memory does not know of: the others have not been shown it. */
  async #catchUp<Outcome extends { readonly message?: Message }>(
    outcome: Outcome,
    turn: Turn,
  ): Promise<Outcome> {
    if ((outcome.message?.seq ?? 0) > (this.#state?.lastSeq ?? 0)) await this.load(turn);
    return outcome;
  }

  /** Up to where the members were shown the log before this ledger came into being. */
  #startOf({ lastSeq, firstSeq }: State): number {
    const untold = [...this.#deps.pendingMembers.of(this.#id)];
    return Math.min(lastSeq, ...untold.map((user) => (firstSeq.get(user) ?? Infinity) - 1));
  }

  /** A pointer in memory is on its way to the store and may be ahead of it; it never goes back. */
  #furthest(user: UserId, stored: number): number {
    return Math.max(stored, this.#state?.readSeq.get(user) ?? 0);
  }

  /**
   * What was stored without being shown: its commit was reported as failed, or it did not come by
   * this ledger.
   */
  async #missed({ lastSeq, readSeq, firstSeq }: State, after: number): Promise<readonly Message[]> {
    // Whoever came first may see the most.
    const [member] = [...readSeq.keys()].sort((a, b) =>
      (firstSeq.get(a) ?? 1) - (firstSeq.get(b) ?? 1)
    );
    if (after >= lastSeq || !member) return [];
    const page = await this.#deps.store.messages(member, this.#id, {
      after,
      limit: lastSeq - after,
    });
    return page?.messages ?? [];
  }
}

function isStored(outcome: { type: string }): outcome is { type: "stored" } {
  return outcome.type === "stored";
}

function isConflict(outcome: { type: string }): outcome is { type: "conflict" } {
  return outcome.type === "conflict";
}

/** A turn that was given up must not go on in memory that others have begun to use. */
function assertGoesOn(turn: Turn): void {
  if (turn.isOver) throw new Error("The turn was given up meanwhile");
}
