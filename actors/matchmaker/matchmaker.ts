// The matchmaker actor: places, withdraws and widens tickets and seats, and forms trios. A ticket
// is stored before anybody is told of it, and a trio exists once the store has closed its tickets
// in one transaction.

import { Unavailable } from "../../protocol/unavailable.ts";
import type { OpenTicket } from "../../db/store/tickets.ts";
import type { Cancel } from "../../protocol/clock.ts";
import { Pauses } from "../runtime/pauses.ts";
import { assertGoesOn, Mailbox, type Turn, turnMs } from "../runtime/mailbox.ts";
import type { WaitingCount } from "../runtime/actor_measures.ts";
import { done, type MatchmakerAnswer, type MatchmakerCommand, refused } from "./command.ts";
import { InDoubt, notifyLost } from "./recovery.ts";
import { completeAll, widen } from "./form.ts";
import { acceptInvite } from "./partners.ts";
import { endPartnership } from "./end_partnership.ts";
import { goTogether, isLook, isPlacing, placeAll, type Placing, withdraw } from "./place.ts";
import { TicketPool } from "./ticket_pool.ts";
import { closeSeat, openSeat } from "./seats.ts";
import { type MatchmakerDeps, metSince, TurnContext } from "./turn_context.ts";
import { HintPace } from "./hint_pace.ts";
import { noteEachMs, OtherMatchmakers } from "./other_matchmakers.ts";
import { WaitRecords } from "./wait_records.ts";
import { notifyAlone, notifyHints, notifyTickets } from "./notify.ts";
import { AlonePace } from "./alone_pace.ts";
import { AloneRecords } from "./alone_records.ts";
import { cameBack, sleepAndWake } from "./asleep_tickets.ts";
import { SleepWatch } from "./sleep_watch.ts";
import { TicketViews } from "./ticket_views.ts";
import { Reloads } from "./reloads.ts";
import {
  block,
  keptOut,
  parted,
  reachChanged,
  setRematchWish,
  unblock,
  userChanged,
} from "./relations.ts";

export type { MatchmakerAnswer, MatchmakerCommand };

/** Commands that may wait for the matchmaker. */
const mailboxCapacity = 10_000;
/** Time between two checks whether something is due: one timer for all tickets. */
const dueCheckMs = 250;
/** After a fault the pool is not loaded again by itself before this time has passed. */
const recoverMs = 1_000;
/**
 * What has failed may still take effect within this time: after it the pool is loaded once more.
 */
const lateMs = 5_000;
/** What another matchmaker does may take effect within this time after its work was seen. */
const othersMs = noteEachMs + turnMs + lateMs;
/** While tickets are read, progress is reported each time that so many more are there. */
const progressEach = 10_000;
/** A load that has not ended after this time is given up for another. */
const loadMostMs = 60_000;

interface Load {
  readonly pool: Promise<TicketPool>;
  readonly since: number;
}

/**
 * Where the ticket pool is. Recovering: nowhere, also at the start; the next turn begins to load
 * it. Loading: a load that outlasts its turn goes on, and later turns wait for it.
 */
type State = { readonly kind: "ready"; readonly pool: TicketPool } | Unready;
type Unready =
  | (Recovery & { readonly kind: "loading"; readonly load: Load })
  | (Recovery & { readonly kind: "recovering" });

interface Recovery {
  /** The pool that was given up, until its users are told what became of their tickets. */
  lost: TicketPool | null;
  /** Without a command the pool is loaded no sooner than this. */
  reviewAt: number;
}

export class Matchmaker {
  readonly #deps: MatchmakerDeps;
  readonly #mailbox: Mailbox<MatchmakerCommand, MatchmakerAnswer>;
  readonly #stopDueCheck: Cancel;
  #state: State = { kind: "recovering", lost: null, reviewAt: 0 };
  readonly #reloads = new Reloads();
  readonly #inDoubt = new InDoubt();
  readonly #hintPace = new HintPace();
  readonly #alonePace = new AlonePace();
  readonly #ticketViews: TicketViews;
  readonly #waitRecords: WaitRecords;
  readonly #aloneRecords: AloneRecords;
  readonly #sleepWatch: SleepWatch;
  readonly #others: OtherMatchmakers;
  #running: ReadonlySet<MatchmakerCommand> = new Set();
  /** All commands of a run fail by the same fault, which is reported once. */
  #lastFault: unknown = null;

  constructor(deps: MatchmakerDeps) {
    this.#deps = deps;
    this.#ticketViews = new TicketViews(deps);
    this.#waitRecords = new WaitRecords(deps);
    this.#aloneRecords = new AloneRecords(deps);
    this.#sleepWatch = new SleepWatch({ ...deps, ask: (found) => this.ask(found) });
    this.#others = new OtherMatchmakers({
      ...deps,
      // A turn that began now, and was given up in the end.
      onWork: () => this.#reloads.expect(this.#now + othersMs),
    });
    this.#mailbox = new Mailbox({
      handle: (run, turn) => this.#handle(run, turn),
      joins: goTogether,
      failed: (command, error) => this.#failed(command, error),
      slow: ({ type }, ms) => deps.report("turn_slow", { command: type, ms }),
      capacity: mailboxCapacity,
      measures: deps.measures?.path?.mailboxes.matchmaker,
    });
    this.#stopDueCheck = deps.clock.every(dueCheckMs, () => {
      this.#mailbox.watch(deps.clock.now(), turnMs);
      if (this.#mailbox.idle && this.#isDue()) void this.ask({ type: "review" });
    });
  }

  /** Never rejects. */
  ask(command: MatchmakerCommand): Promise<MatchmakerAnswer> {
    return this.#mailbox.ask(command);
  }

  /** What waits; null: it is being loaded. */
  get waiting(): WaitingCount | null {
    return this.#state.kind === "ready" ? this.#state.pool.waiting : null;
  }

  async stop(): Promise<void> {
    this.#stopDueCheck();
    this.#others.stop();
    await this.#sleepWatch.stop();
    await this.#mailbox.stop();
    await this.#waitRecords.stop();
    await this.#aloneRecords.stop();
  }

  async #handle(
    run: readonly MatchmakerCommand[],
    turn: Turn,
  ): Promise<readonly MatchmakerAnswer[]> {
    this.#running = new Set(run);
    if (!run.every((command) => command.type === "review" || isLook(command))) {
      this.#others.noteWork();
    }
    this.#dropIfLate();
    const state = this.#state;
    const pool = state.kind === "ready" ? state.pool : await this.#loaded(state, turn);
    const context = this.#contextOf(pool, turn);
    try {
      await widen(context);
      const [command] = run;
      const answers = !command || isPlacing(command)
        ? await placeAll(context, run.filter(isPlacing))
        : [await this.#obey(command, context)];
      this.#tellAlone(context);
      return answers;
    } catch (error) {
      // What the turn stored so late may be missing in the pool that later turns use.
      if (turn.isOver) this.#drop("what a turn did after it was given up", error);
      throw error;
    }
  }

  async #obey(
    command: Exclude<MatchmakerCommand, Placing>,
    context: TurnContext,
  ): Promise<MatchmakerAnswer> {
    switch (command.type) {
      case "review":
        notifyHints(context, this.#hintPace);
        return done;
      case "sleep":
        return await sleepAndWake(context, command);
      case "came_back":
        return await cameBack(context, command);
      case "withdraw":
        return await withdraw(context, command.user);
      case "parted":
        return await parted(context, command);
      case "open_seat":
        return await openSeat(context, command);
      case "close_seat":
        return await closeSeat(context, command);
      case "accept_invite":
        return await acceptInvite(context, command);
      case "end_partnership":
        return await endPartnership(context, command.user);
      case "block":
        return await block(context, command);
      case "unblock":
        return await unblock(context, command);
      case "user_changed":
        return await userChanged(context, command);
      case "reach_changed":
        return await reachChanged(context, command);
      case "kept_out":
        return await keptOut(context, command);
      case "set_rematch_wish":
        return await setRematchWish(context, command);
    }
  }

  /** What a turn has changed for those who wait alone, and for others beside them. */
  #tellAlone(context: TurnContext): void {
    context.pool.lookWhoIsAlone(context.now);
    const changes = context.pool.takeAloneChanges();
    notifyAlone(context, changes);
    this.#aloneRecords.note(changes);
  }

  /** The pool, whose load this turn or one before it has begun. */
  async #loaded(state: Unready, turn: Turn): Promise<TicketPool> {
    const load = this.#load(state);
    const pool = await load.pool.catch((error) => {
      this.#loadFailed(load);
      throw error;
    });
    assertGoesOn(turn);
    this.#state = { kind: "ready", pool };
    return pool;
  }

  /** The load that is under way, unless it takes too long; else another one. */
  #load(state: Unready): Load {
    const now = this.#deps.clock.now();
    // A clock that was set back must not keep a load that hangs.
    const loadingMs = state.kind === "loading" ? Math.abs(now - state.load.since) : Infinity;
    if (state.kind === "loading" && loadingMs < loadMostMs) return state.load;
    const { lost, reviewAt } = state;
    const load = { pool: this.#readPool(), since: now };
    this.#state = { kind: "loading", load, lost, reviewAt };
    return load;
  }

  #loadFailed(load: Load): void {
    const state = this.#state;
    if (state.kind !== "loading" || state.load !== load) return;
    this.#state = { kind: "recovering", lost: state.lost, reviewAt: state.reviewAt };
  }

  /**
   * Reads every open ticket, forms the groups that are possible, and tells users what has changed.
   */
  async #readPool(): Promise<TicketPool> {
    const [tickets] = await Promise.all([this.#readTickets(), this.#waitRecords.load()]);
    const { creditMs } = this.#deps;
    const [hintPace, alonePace] = [this.#hintPace, this.#alonePace];
    const waits = this.#waitRecords.stats;
    const pool = new TicketPool({ now: this.#now, creditMs, hintPace, alonePace, waits });
    const context = this.#contextOf(pool, { isOver: false });
    const pauses = new Pauses(this.#deps.clock);
    for (const ticket of tickets) {
      pool.put(ticket, this.#now);
      if (pauses.isDue()) await pauses.take();
    }
    const found = await this.#compareWithLost(context);
    await completeAll(context, pool.all);
    notifyTickets(context, found.flatMap(({ id }) => pool.ownersOf(id)));
    await this.#inDoubt.notify(context);
    if (!this.#reloads.isExpected) this.#inDoubt.clear();
    return pool;
  }

  async #readTickets(): Promise<readonly OpenTicket[]> {
    const { store, report } = this.#deps;
    let reported = 0;
    return await store.openTickets(metSince(this.#deps), (count) => {
      if (count - reported < progressEach) return;
      reported = count;
      report("tickets_loading", { count });
    });
  }

  /**
   * Tells the users of the lost pool what became of their tickets; gives the tickets new to it. The
   * pool that is being loaded is the one that is lost when its load fails.
   */
  async #compareWithLost(context: TurnContext): Promise<readonly OpenTicket[]> {
    const lost = this.#state.kind === "ready" ? null : this.#state.lost;
    const found = lost === null ? [] : context.pool.missingIn(lost);
    if (lost !== null) await notifyLost(context, lost);
    if (this.#state.kind !== "ready") this.#state.lost = context.pool;
    return found;
  }

  #contextOf(pool: TicketPool, turn: Turn): TurnContext {
    return new TurnContext({
      deps: this.#deps,
      pool,
      ticketViews: this.#ticketViews,
      turn,
      onFault: (command, error) => this.#drop(command, error),
      onWork: () => this.#others.noteWork(),
    });
  }

  get #now(): number {
    return this.#deps.clock.now();
  }

  #isDue(): boolean {
    const now = this.#now;
    return this.#state.kind === "ready"
      ? this.#state.pool.isDue(now) || this.#reloads.isDue(now) ||
        now >= (this.#hintPace.nextDue ?? Infinity)
      : now >= this.#state.reviewAt;
  }

  /** Answers a command whose run failed or was given up, or that was not taken. */
  #failed(command: MatchmakerCommand, error: unknown): MatchmakerAnswer {
    const wasRunning = this.#running.has(command);
    if (wasRunning) this.#inDoubt.add(command);
    if (error !== this.#lastFault) {
      this.#lastFault = error;
      if (wasRunning) this.#drop(command.type, error);
      else if (!isLook(command)) {
        this.#deps.report("matchmaker_command_refused", { command: command.type, error });
      }
    }
    return refused(error instanceof Unavailable ? "unavailable" : "internal");
  }

  /** After a fault the pool may be wrong and a trio may be left unformed: it is loaded again. */
  #drop(command: string, error: unknown): void {
    const now = this.#now;
    this.#recover(now + recoverMs);
    this.#reloads.expect(now + lateMs);
    this.#deps.report("matchmaker_failed", { command, error });
  }

  /**
   * Drops the pool once something that it does not know of can take effect no more. A load that is
   * under way may have begun before that: the turn after it drops the pool.
   */
  #dropIfLate(): void {
    const now = this.#now;
    if (!this.#reloads.isDue(now) || this.#state.kind === "loading") return;
    this.#recover(now);
    this.#reloads.begin(now);
  }

  #recover(reviewAt: number): void {
    const state = this.#state;
    if (state.kind === "ready") this.#state = { kind: "recovering", lost: state.pool, reviewAt };
    else state.reviewAt = reviewAt;
  }
}
