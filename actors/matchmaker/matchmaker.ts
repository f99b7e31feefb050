// The matchmaker actor: places, withdraws and widens tickets and seats, and forms trios. A ticket
// is stored before anyone is told of it, and a trio exists once the store has closed its tickets in
// one transaction.

import type { Cancel } from "../../protocol/clock.ts";
import { Mailbox, type Turn, turnMs } from "../runtime/mailbox.ts";
import { done, type MatchmakerAnswer, type MatchmakerCommand, refused } from "./command.ts";
import { Doubts, tellLost } from "./recovery.ts";
import { completeAll, widen } from "./form.ts";
import { acceptInvite, endPartnership } from "./partners.ts";
import { goTogether, isPlacing, placeAll, type Placing, withdraw } from "./place.ts";
import { TicketPool } from "./ticket_pool.ts";
import { closeSeat, openSeat } from "./seats.ts";
import { assertGoesOn, type MatchmakerDeps, metSince, TurnContext } from "./turn_context.ts";
import { tellTickets } from "./notify.ts";
import { block, parted, setRematchWish, unblock } from "./relations.ts";

export type { MatchmakerAnswer, MatchmakerCommand };

/** Commands that may wait for the matchmaker. */
const mailboxCapacity = 10_000;
/** Between two looks whether something has fallen due: one timer for all tickets. */
const dueCheckMs = 250;
/** After a fault the room is loaded again no sooner than this. */
const recoverMs = 1_000;
/**
 * What has failed may still take effect within this time: after it the room is loaded once more.
 */
const lateMs = 5_000;
/** While tickets are read, their number is told each time that so many more are there. */
const toldEach = 10_000;
/** A load that has not come to its end after this is given up for another. */
const loadMostMs = 60_000;

export class Matchmaker {
  readonly #deps: MatchmakerDeps;
  readonly #mailbox: Mailbox<MatchmakerCommand, MatchmakerAnswer>;
  readonly #stopDueCheck: Cancel;
  #pool: TicketPool | null = null;
  /** The room that was given up, until its people are told what became of them. */
  #lost: TicketPool | null = null;
  #loading: { readonly pool: Promise<TicketPool>; readonly since: number } | null = null;
  readonly #doubts = new Doubts();
  #recoverAt = 0;
  #reloadAt = Infinity;
  #running: ReadonlySet<MatchmakerCommand> = new Set();
  #lastFault: unknown = null;

  constructor(deps: MatchmakerDeps) {
    this.#deps = deps;
    this.#mailbox = new Mailbox({
      handle: (run, turn) => this.#handle(run, turn),
      joins: goTogether,
      failed: (command, error) => this.#failed(command, error),
      capacity: mailboxCapacity,
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

  stop(): Promise<void> {
    this.#stopDueCheck();
    return this.#mailbox.stop();
  }

  async #handle(
    run: readonly MatchmakerCommand[],
    turn: Turn,
  ): Promise<readonly MatchmakerAnswer[]> {
    this.#running = new Set(run);
    if (this.#deps.clock.now() >= this.#reloadAt) this.#putAside();
    const context = this.#sit(this.#pool ?? await this.#loaded(turn), turn);
    try {
      await widen(context);
      const [command] = run;
      if (!command || isPlacing(command)) return await placeAll(context, run.filter(isPlacing));
      return [await this.#obey(command, context)];
    } catch (error) {
      // What it stored so late, the room that others have begun to use may not know of.
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
        return done;
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
      case "set_rematch_wish":
        return await setRematchWish(context, command);
    }
  }

  /** A room that takes longer to load than a turn may last is waited for by the turns after it. */
  async #loaded(turn: Turn): Promise<TicketPool> {
    const now = this.#deps.clock.now();
    const loading = this.#loading && now - this.#loading.since < loadMostMs
      ? this.#loading
      : { pool: this.#load(), since: now };
    this.#loading = loading;
    const pool = await loading.pool.catch((error) => {
      if (this.#loading === loading) this.#loading = null;
      throw error;
    });
    assertGoesOn(turn);
    this.#loading = null;
    this.#pool = pool;
    return pool;
  }

  /** Reads every open ticket and forms the groups that are possible among them. */
  async #load(): Promise<TicketPool> {
    const { store, clock, onProgress } = this.#deps;
    let told = 0;
    const tickets = await store.openTickets(metSince(this.#deps), (count) => {
      if (count - told < toldEach) return;
      told = count;
      onProgress?.(`${count} open tickets so far`);
    });
    const pool = new TicketPool(tickets, clock.now(), this.#deps.creditMs);
    const context = this.#sit(pool, { isOver: false });
    const found = this.#lost ? pool.missingIn(this.#lost) : [];
    if (this.#lost) await tellLost(context, this.#lost);
    this.#lost = null;
    await completeAll(context, pool.all);
    tellTickets(context, found.flatMap(({ id }) => pool.ownersOf(id)));
    await this.#doubts.tell(context);
    if (this.#reloadAt === Infinity) this.#doubts.clear();
    return pool;
  }

  #sit(pool: TicketPool, turn: Turn): TurnContext {
    return new TurnContext({
      deps: this.#deps,
      pool,
      turn,
      fault: (what, error) => this.#drop(what, error),
    });
  }

  #isDue(): boolean {
    const now = this.#deps.clock.now();
    return this.#pool ? this.#pool.isDue(now) || now >= this.#reloadAt : now >= this.#recoverAt;
  }

  /**
   * Of a run that failed, or was given up, each command is told here; of any other, that it was not
   * taken.
   */
  #failed(command: MatchmakerCommand, error: unknown): MatchmakerAnswer {
    if (this.#running.has(command)) this.#doubts.note(command);
    if (error !== this.#lastFault) {
      this.#lastFault = error;
      if (this.#running.has(command)) this.#drop(`"${command.type}"`, error);
      else this.#deps.report(`Matchmaker: "${command.type}" was not taken`, error);
    }
    return refused("unavailable");
  }

  /** After a fault the room may be wrong and a trio may be left unformed: it is loaded again. */
  #drop(what: string, error: unknown): void {
    this.#putAside();
    const now = this.#deps.clock.now();
    this.#recoverAt = now + recoverMs;
    this.#reloadAt = now + lateMs;
    this.#deps.report(`Matchmaker: ${what} failed`, error);
  }

  #putAside(): void {
    this.#lost = this.#pool ?? this.#lost;
    this.#pool = null;
    this.#reloadAt = Infinity;
  }
}
