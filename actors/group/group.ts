// One group's actor: decides what each command does to the group. A message is shown only
// after it is stored. A fault is one turn's fault: the next command starts from what is stored.

import { Unavailable } from "../../protocol/unavailable.ts";
import type { NewMessage } from "../../db/store/logs.ts";
import type { Store } from "../../db/store/store.ts";
import type { Clock } from "../../protocol/clock.ts";
import type { Refusal } from "../../protocol/decode.ts";
import {
  type CommandOf,
  goTogether,
  type GroupAnswer,
  type GroupCommand,
  isPlainSend,
  textOf,
} from "./command.ts";
import { GroupLog, type MemberDraft, type Write } from "./group_log.ts";
import type { ReadReceipts } from "./read_receipts.ts";
import { MemberViews } from "./member_views.ts";
import type { PushNews } from "../push/push_queue.ts";
import type { ActorMeasures } from "../runtime/actor_measures.ts";
import type { Audience, Placement } from "../runtime/placement.ts";
import { assertGoesOn, Mailbox, type Turn } from "../runtime/mailbox.ts";
import type { Report } from "../../logging/events.ts";
import type { Tracing } from "../../logging/tracing.ts";
import type { GroupId, Instant, Message, MessageId, UserId } from "../../protocol/domain.ts";

export interface SlowTurn {
  readonly group: GroupId;
  /** The type of its first command. */
  readonly command: GroupCommand["type"];
  readonly ms: number;
}

export interface GroupDeps {
  readonly store: Store;
  readonly placement: Audience & Pick<Placement, "askMatchmaker">;
  readonly clock: Clock;
  /** A member without a socket for so long is away; 0 or absent: never. */
  readonly silentMs?: number;
  /** The clock's time, as messages have it. */
  readonly now: () => Instant;
  readonly readReceipts: ReadReceipts;
  /** Absent: nothing is pushed. */
  readonly pushes?: Pick<PushNews, "texted"> | null;
  readonly newId: () => string;
  readonly report: Report;
  /** Told of a turn that is slow. */
  readonly onSlow: (turn: SlowTurn) => void;
  /** Absent: nothing is traced. */
  readonly tracing?: Tracing | null;
  /** Absent: nothing is measured. */
  readonly measures?: Pick<ActorMeasures, "path">;
}

/** Commands that may wait for one group. */
const mailboxCapacity = 1_000;
/** Texts of a deleted account that are taken back in one turn: other members get theirs. */
const erasedMost = 100;

export class GroupActor {
  readonly #id: GroupId;
  readonly #deps: GroupDeps;
  readonly #mailbox: Mailbox<GroupCommand, GroupAnswer>;
  readonly #log: GroupLog;
  readonly #views: MemberViews;
  /** The group has changed for all its members, and not all of them have been shown it since. */
  #mustShowGroup = false;

  constructor(id: GroupId, deps: GroupDeps) {
    this.#id = id;
    this.#deps = deps;
    const { placement: audience, tracing } = deps;
    this.#views = new MemberViews(id, { ...deps, audience });
    this.#log = new GroupLog(id, {
      ...deps,
      audience,
      greet: (users, turn) => this.#views.show(users, turn),
    });
    this.#mailbox = new Mailbox({
      handle: tracing
        ? (run, turn) => tracing.turn(id, run, () => this.#handle(run, turn))
        : (run, turn) => this.#handle(run, turn),
      joins: goTogether,
      failed: (command, error) => this.#failed(command, error),
      slow: ({ type }, ms) => deps.onSlow({ group: id, command: type, ms }),
      capacity: mailboxCapacity,
      measures: deps.measures?.path?.mailboxes.group,
    });
  }

  get idle(): boolean {
    return this.#mailbox.idle;
  }

  /** Never rejects. */
  ask(command: GroupCommand): Promise<GroupAnswer> {
    return this.#mailbox.ask(command);
  }

  /** See Mailbox.askThen. */
  askThen(command: GroupCommand, answered: (answer: GroupAnswer) => void): void {
    this.#mailbox.askThen(command, answered);
  }

  /** See Mailbox.watch. */
  watch(now: number, mostMs: number): void {
    this.#mailbox.watch(now, mostMs);
  }

  /** Does what a fault of the store has kept from being done. To be called now and then. */
  makeUp(): void {
    if (!this.idle) return;
    const [member] = this.#log.members;
    if (this.#mustShowGroup && member) void this.ask({ type: "group_changed", user: member });
    else if (this.#log.mustMark && member) void this.ask({ type: "wake", user: member });
    for (const user of this.#views.unshown) void this.ask({ type: "view_changed", user });
  }

  stop(): Promise<void> {
    return this.#mailbox.stop();
  }

  /** The users who have not been shown all that they should have been. */
  get owed(): readonly UserId[] {
    const { members, hasOtherMembers } = this.#log;
    if (!this.#mustShowGroup && !hasOtherMembers) return this.#views.unshown;
    return [...members, ...this.#log.takeDeparted()];
  }

  #handle(run: readonly GroupCommand[], turn: Turn): Promise<readonly GroupAnswer[]> {
    return this.#sendTogether(run, turn) ?? this.#obeyRun(run, turn);
  }

  async #obeyRun(run: readonly GroupCommand[], turn: Turn): Promise<readonly GroupAnswer[]> {
    const [first] = run;
    const answers = first && run.length === 1
      ? [await this.#obey(first, turn)]
      : await this.#loadedTogether(run, turn) ?? await this.#obeyEach(run, turn);
    if (this.#owesMembers) await this.#showChangedGroup(turn);
    if (this.#log.mustMark) await this.#markShown();
    return answers;
  }

  /** Whether the members are to be shown the group. */
  get #owesMembers(): boolean {
    return this.#log.hasOtherMembers || this.#mustShowGroup;
  }

  async #markShown(): Promise<void> {
    try {
      await this.#log.mark();
    } catch (error) {
      this.#deps.report("newcomers_not_stored", { group: this.#id, error });
    }
  }

  /**
   * Stores a run of texts by one statement, and shows them; where that turns out not to be possible
   * each is obeyed by itself. Null: it is another run, or memory does not know that it is possible.
   */
  #sendTogether(
    run: readonly GroupCommand[],
    turn: Turn,
  ): Promise<readonly GroupAnswer[]> | null {
    if (this.#owesMembers || this.#log.mustMark || !run.every(isPlainSend)) return null;
    const at = this.#now();
    const texts = this.#log.placed(run.map((send) => textOf(send, at)));
    if (texts === null) return null;
    return this.#deps.store.appendRun(texts).then((isStored) => {
      assertGoesOn(turn);
      if (!isStored) return this.#obeyRun(run, turn);
      this.#log.showPlaced(texts);
      return run.map(() => done);
    });
  }

  /** As `#sendTogether`, where all that it lacked was what is stored. */
  async #loadedTogether(run: readonly GroupCommand[], turn: Turn) {
    if (this.#log.fresh !== null) return null;
    await this.#log.load(turn);
    return await this.#sendTogether(run, turn);
  }

  async #obeyEach(run: readonly GroupCommand[], turn: Turn): Promise<readonly GroupAnswer[]> {
    const answers = [];
    for (const command of run) {
      if (turn.isOver) break;
      // A fault is one command's: those before it are stored and shown.
      answers.push(await this.#obey(command, turn).catch((error) => this.#failed(command, error)));
    }
    return answers;
  }

  async #obey(command: GroupCommand, turn: Turn): Promise<GroupAnswer> {
    if (command.type === "group_changed") {
      this.#log.drop();
      // Before anything can fail: what this turn cannot show, the next one does.
      this.#mustShowGroup = true;
    }
    const { readSeq } = this.#log.fresh ?? await this.#log.load(turn);
    if (command.type === "delete_member") return await this.#deleteMember(command, turn);
    if (!readSeq.has(command.user)) {
      this.#views.forget(command.user);
      return notMember;
    }
    return await this.#obeyMember(command, turn);
  }

  /** Plain, since it is on the path of every message: another async function is another promise. */
  #obeyMember(
    command: Exclude<GroupCommand, { type: "delete_member" }>,
    turn: Turn,
  ): Promise<GroupAnswer> | GroupAnswer {
    switch (command.type) {
      case "send":
        return this.#send(command, turn);
      case "edit":
      case "erase":
      case "react":
        return this.#amend(command, turn);
      case "read":
        return this.#read(command, turn);
      case "typing":
        return this.#typing(command);
      case "quit":
        return this.#quit(command, turn);
      case "view_changed":
        return this.#show(command, turn);
      case "wake":
        return done;
      case "group_changed":
        // The turn ends by showing the group to all.
        return done;
    }
  }

  async #send(command: CommandOf<"send">, turn: Turn): Promise<GroupAnswer> {
    const { store } = this.#deps;
    const { user, reply } = command;
    if (reply !== undefined && !await this.#isSeenText(user, reply, turn)) {
      return refused("no_such_message", "There is no such text in this group to answer");
    }
    const draft = textOf(command, this.#now());
    return this.#shown(await this.#log.add<Unstored>(draft, (text) => store.append(text), turn));
  }

  /** Whether a member may see a message, and it is a text. What a message is never changes. */
  async #isSeenText(user: UserId, seq: number, turn: Turn): Promise<boolean> {
    const { firstSeq } = this.#log.fresh ?? await this.#log.load(turn);
    return seq >= (firstSeq.get(user) ?? 1) && await this.#deps.store.isText(this.#id, seq);
  }

  async #amend(command: AmendCommand, turn: Turn): Promise<GroupAnswer> {
    const { store } = this.#deps;
    const draft = amendmentOf(command, this.#now());
    return this.#shown(
      await this.#log.add<Unstored>(draft, (amendment) => store.amend(amendment), turn),
    );
  }

  async #read({ user, seq }: CommandOf<"read">, turn: Turn): Promise<GroupAnswer> {
    const known = this.#log.fresh ?? await this.#log.load(turn);
    // Another process may have added it, or a commit that was reported as failed.
    if (seq > known.lastSeq) this.#log.drop();
    const { lastSeq, readSeq } = this.#log.fresh ?? await this.#log.load(turn);
    if (seq > lastSeq) {
      return refused("no_such_message", `The last message of this group is ${lastSeq}`);
    }
    if (seq <= (readSeq.get(user) ?? 0)) return done;
    readSeq.set(user, seq);
    const group = this.#id;
    this.#deps.readReceipts.mark({ user, group, seq }, () => {
      // A reader who has left meanwhile has no mark that the others see.
      if (!this.#log.members.includes(user)) return;
      const others = this.#log.othersSharing(user, "receipts");
      this.#deps.placement.deliver([user, ...others], { type: "read", group, user, seq });
    });
    return done;
  }

  #typing({ user }: CommandOf<"typing">): GroupAnswer {
    const others = this.#log.othersSharing(user, "typing");
    this.#deps.placement.deliver(others, { type: "typing", group: this.#id, user });
    return done;
  }

  async #quit({ user }: CommandOf<"quit">, turn: Turn): Promise<GroupAnswer> {
    return await this.#leave(user, turn) ?? notMember;
  }

  /** Null: the user is no member. */
  async #leave(user: UserId, turn: Turn): Promise<GroupAnswer | null> {
    const { store, newId } = this.#deps;
    const draft = { kind: "left", id: newId() as MessageId, by: user, at: this.#now() } as const;
    const write: Write<never> = async (message) => ({ type: await store.leave(message) });
    const outcome = await this.#log.add(draft, write, turn);
    if (outcome === null) return null;
    this.#log.show(outcome.message);
    return done;
  }

  async #deleteMember(
    { user }: CommandOf<"delete_member">,
    turn: Turn,
  ): Promise<GroupAnswer> {
    const { store, newId } = this.#deps;
    const left = await store.textsLeft(user, this.#id, erasedMost);
    if (left.length === 0) return await this.#leave(user, turn) ?? done;
    const at = this.#now();
    const drafts = left.map((target) =>
      ({ kind: "erased", id: newId() as MessageId, by: user, at, target }) as const
    );
    const write = (run: readonly NewMessage[]) => store.eraseRun(run);
    const messages = await this.#log.addRun(drafts, write, turn);
    // The place was taken, or another process has taken a text back: the repeat looks again.
    if (messages === null) this.#log.drop();
    for (const message of messages ?? []) this.#log.show(message);
    return { type: "more" };
  }

  async #show({ user }: CommandOf<"view_changed">, turn: Turn): Promise<GroupAnswer> {
    await this.#views.showOne(user, turn);
    return done;
  }

  /**
   * Tells those who have left that they are gone, and shows the others the group as it is now. Also
   * where a member left in another process, or by a commit that was reported as failed.
   */
  async #showChangedGroup(turn: Turn): Promise<void> {
    const { placement } = this.#deps;
    const departed = this.#log.takeDeparted();
    placement.deliver(departed, { type: "gone", group: this.#id });
    for (const user of departed) {
      void placement.askMatchmaker({ type: "parted", users: [user, ...this.#log.members] });
    }
    this.#mustShowGroup = true;
    try {
      await this.#views.show(this.#log.members, turn);
      this.#mustShowGroup = false;
    } catch (error) {
      // What is stored stays stored: the next turn shows it.
      this.#deps.report("group_not_shown", { group: this.#id, error });
    }
  }

  /** Shows the members what was stored, and gives what its author is answered. */
  #shown(
    outcome: Unstored | { readonly type: "added"; readonly message: Message } | null,
  ): GroupAnswer {
    if (outcome === null) return notMember;
    if (outcome.type === "refused") return refused(outcome.code, amendRefusals[outcome.code]);
    if (outcome.type === "repeated") return outcome;
    this.#log.show(outcome.message);
    return done;
  }

  #failed(command: GroupCommand, error: unknown): GroupAnswer {
    this.#log.drop();
    this.#deps.report("group_command_failed", { group: this.#id, command: command.type, error });
    return {
      ...{ type: "refused", code: "unavailable", detail: "This could not be stored; try again" },
      ...(!(error instanceof Unavailable) && { isFault: true }),
    };
  }

  #now(): Instant {
    return this.#deps.now();
  }
}

type AmendCommand = CommandOf<"edit" | "erase" | "react">;
/**
 * What `store.append` and `store.amend` answer when a message was neither stored nor in conflict.
 */
type Unstored = Exclude<Awaited<ReturnType<Store["amend"]>>, { type: "stored" | "conflict" }>;

function amendmentOf(command: AmendCommand, at: Instant): MemberDraft {
  const { user: by, id, seq: target } = command;
  switch (command.type) {
    case "edit":
      return { kind: "edited", id, by, at, target, text: command.text };
    case "erase":
      return { kind: "erased", id, by, at, target };
    case "react":
      return { kind: "reacted", id, by, at, target, emoji: command.emoji, on: command.on };
  }
}

function refused(code: Refusal["code"], detail: string): GroupAnswer {
  return { type: "refused", code, detail };
}

const done: GroupAnswer = { type: "done" };
const notMember = refused("not_member", "You are not in this group");
const amendRefusals = {
  no_such_message: "There is no such text in this group, or it was taken back",
  not_yours: "Only its author can change a text or take it back",
} as const;
