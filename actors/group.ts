// One group: who is in it, which seq comes next, and what each command does to it. Nothing leaves this actor before it
// is stored. Its memory can be dropped at any time: the next command loads it again.

import type { AppendOutcome, NewMessage, Store } from "../db/store.ts";
import { type Clock, dayOf, instantOf } from "./clock.ts";
import type { Refusal } from "./decode.ts";
import type { Hub } from "./hub.ts";
import { Mailbox } from "./mailbox.ts";
import type { GroupId, Message, MessageId, ServerFrame, UserId } from "./protocol.ts";
import type { Report } from "./report.ts";
import { groupView } from "./view.ts";

export type GroupCommand =
  | { readonly type: "send"; readonly user: UserId; readonly id: MessageId; readonly text: string }
  | { readonly type: "read"; readonly user: UserId; readonly seq: number }
  | { readonly type: "typing"; readonly user: UserId }
  | { readonly type: "quit"; readonly user: UserId };

export type GroupAnswer =
  | { readonly type: "done" }
  /** The author gave this id before: the message that it got then. */
  | { readonly type: "repeated"; readonly message: Message }
  | ({ readonly type: "refused" } & Refusal);

export interface GroupDeps {
  readonly store: Store;
  readonly hub: Hub;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly report: Report;
  /** Called when someone is no longer together with these others in this group. */
  readonly onParted: (user: UserId, others: readonly UserId[]) => void;
}

interface State {
  lastSeq: number;
  /** Of the members who have not left: up to where each has read. */
  readonly readSeq: Map<UserId, number>;
}

/** Commands that may wait for one group. */
const mailboxCapacity = 1_000;
/** A conflict means that the state is old; after this many in one turn something else is wrong. */
const maxAttempts = 5;

const done: GroupAnswer = { type: "done" };

export class GroupActor {
  readonly #id: GroupId;
  readonly #deps: GroupDeps;
  readonly #mailbox: Mailbox<GroupCommand, GroupAnswer>;
  #state: State | null = null;
  /** The last seq that this actor's members were shown; null before it has loaded once. */
  #shown: number | null = null;

  constructor(id: GroupId, deps: GroupDeps) {
    this.#id = id;
    this.#deps = deps;
    this.#mailbox = new Mailbox({
      handle: (command) => this.#handle(command),
      failed: (command, error) => this.#failed(command, error),
      capacity: mailboxCapacity,
    });
  }

  get idle(): boolean {
    return this.#mailbox.idle;
  }

  ask(command: GroupCommand): Promise<GroupAnswer> {
    return this.#mailbox.ask(command);
  }

  stop(): Promise<void> {
    return this.#mailbox.stop();
  }

  async #handle(command: GroupCommand): Promise<GroupAnswer> {
    const state = this.#state ??= await this.#load();
    if (!state.readSeq.has(command.user)) return refused("not_member", "You are not in this group");
    switch (command.type) {
      case "send":
        return await this.#send(command);
      case "read":
        return await this.#read(state, command);
      case "typing":
        return this.#typing(state, command.user);
      case "quit":
        return await this.#quit(command.user);
    }
  }

  async #send({ user, id, text }: GroupCommand & { type: "send" }): Promise<GroupAnswer> {
    const outcome = await this.#add(
      user,
      { kind: "text", id, by: user, at: this.#now(), text, editedAt: null, erased: false },
      (message) => this.#deps.store.append(message),
    );
    if (outcome.type !== "stored") return outcome;
    this.#show(outcome.message);
    return done;
  }

  async #read(state: State, { user, seq }: GroupCommand & { type: "read" }): Promise<GroupAnswer> {
    if (seq > state.lastSeq) {
      return refused("no_such_message", `The last message of this group is ${state.lastSeq}`);
    }
    if (seq <= (state.readSeq.get(user) ?? 0)) return done;
    await this.#deps.store.markRead(user, this.#id, seq);
    state.readSeq.set(user, seq);
    this.#deliver({ type: "read", group: this.#id, user, seq });
    return done;
  }

  #typing(state: State, user: UserId): GroupAnswer {
    const others = [...state.readSeq.keys()].filter((member) => member !== user);
    this.#deps.hub.deliver(others, { type: "typing", group: this.#id, user });
    return done;
  }

  async #quit(user: UserId): Promise<GroupAnswer> {
    const { store, hub, newId, onParted } = this.#deps;
    const outcome = await this.#add(
      user,
      { kind: "left", id: newId() as MessageId, by: user, at: this.#now() },
      async (message) => ({ type: await store.leave(message) }),
    );
    if (outcome.type !== "stored") return outcome;
    this.#state?.readSeq.delete(user);
    hub.deliver([user], { type: "gone", group: this.#id });
    this.#show(outcome.message);
    const remaining = this.#members();
    onParted(user, remaining);
    await this.#showGroup(remaining);
    return done;
  }

  /** Adds a message at the next seq, and again with fresh state when another process took that place. */
  async #add(
    user: UserId,
    message: WithoutSeq,
    write: (message: NewMessage) => Promise<AppendOutcome>,
  ): Promise<{ type: "stored"; message: Message } | GroupAnswer> {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const state = this.#state ??= await this.#load();
      if (!state.readSeq.has(user)) return refused("not_member", "You are not in this group");
      const placed: Message = { ...message, seq: state.lastSeq + 1 };
      const outcome = await write({ group: this.#id, message: placed });
      if (outcome.type === "repeated") return outcome;
      if (outcome.type === "stored") {
        state.lastSeq = placed.seq;
        return { type: "stored", message: placed };
      }
      this.#state = null;
    }
    throw new Error(`No place found in the log after ${maxAttempts} attempts`);
  }

  /** To each of them the group as they see it now. What is stored stays stored when this fails. */
  async #showGroup(users: readonly UserId[]): Promise<void> {
    const { store, hub, clock, report } = this.#deps;
    try {
      for (const user of users.filter((user) => hub.isOnline(user))) {
        const group = await store.group(user, this.#id);
        const now = { day: dayOf(clock.now()), isOnline: (id: UserId) => hub.isOnline(id) };
        if (group) hub.deliver([user], { type: "group", group: groupView(group, now) });
      }
    } catch (error) {
      report(`Group ${this.#id}: the members were not shown the group after someone quit`, error);
    }
  }

  async #load(): Promise<State> {
    const roster = await this.#deps.store.roster(this.#id);
    const present = (roster?.members ?? []).filter(({ leftAt }) => leftAt === null);
    const state = {
      lastSeq: roster?.lastSeq ?? 0,
      readSeq: new Map(present.map(({ id, readSeq }) => [id, readSeq])),
    };
    await this.#showMissed(state);
    return state;
  }

  /** What was stored without being shown: the commit was reported as failed, or another process wrote it. */
  async #showMissed({ lastSeq, readSeq }: State): Promise<void> {
    const after = this.#shown ??= lastSeq;
    const [member] = readSeq.keys();
    if (after >= lastSeq || !member) return;
    const page = await this.#deps.store.messages(member, this.#id, { after, limit: lastSeq - after });
    for (const message of page?.messages ?? []) {
      this.#deps.hub.deliver(readSeq.keys(), { type: "message", group: this.#id, message });
    }
    this.#shown = lastSeq;
  }

  /** A fault of this turn alone: what is in memory may be wrong now, so it is dropped. */
  #failed(command: GroupCommand, error: unknown): GroupAnswer {
    this.#state = null;
    this.#deps.report(`Group ${this.#id}: "${command.type}" failed`, error);
    return refused("unavailable", "This could not be stored; try again");
  }

  #members(): UserId[] {
    return [...this.#state?.readSeq.keys() ?? []];
  }

  #show(message: Message): void {
    this.#deliver({ type: "message", group: this.#id, message });
    this.#shown = message.seq;
  }

  #deliver(frame: ServerFrame): void {
    this.#deps.hub.deliver(this.#members(), frame);
  }

  #now(): string {
    return instantOf(this.#deps.clock.now());
  }
}

type WithoutSeq = Message extends infer M ? M extends Message ? Omit<M, "seq"> : never : never;

function refused(code: Refusal["code"], detail: string): GroupAnswer {
  return { type: "refused", code, detail };
}
