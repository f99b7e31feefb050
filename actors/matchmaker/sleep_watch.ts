// Looks now and then whose people are away, and who is back without a word: a message about it may
// be lost with the process that was to send it. The store says who was there when. No turn of the
// matchmaker waits for a look.

import type { Store } from "../../db/store/store.ts";
import { type Cancel, type Clock, instantOf } from "../../protocol/clock.ts";
import type { UserId } from "../../protocol/domain.ts";
import type { Report } from "../../logging/events.ts";
import type { Audience } from "../runtime/placement.ts";
import { type CommandOf, done, type MatchmakerAnswer } from "./command.ts";
import { silentBefore } from "./turn_context.ts";

export interface SleepWatchDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly placement: Pick<Audience, "isOnline">;
  readonly report: Report;
  /** See MatchmakerDeps. */
  readonly ticketAwayMs?: number;
  readonly silentMs?: number;
  readonly ask: (found: CommandOf<"sleep">) => Promise<MatchmakerAnswer>;
}

/** Time between two looks, at most; where people count as away sooner it is shorter. */
const lookMostMs = 60_000;
const lookLeastMs = 250;
/** Tickets that fall asleep in one turn, at most. */
const sleepyMost = 200;
/** A wake may be seen in the store so long after its time. */
const lateMs = 10_000;
/** Who has come while their ticket fell asleep is noted to be there within this time. */
const lateSleepMs = 900_000;

export class SleepWatch {
  readonly #deps: SleepWatchDeps;
  readonly #awayMs: number;
  readonly #stopTimer: Cancel;
  /** When the last look began whose finds were taken. */
  #takenAt: number;
  #underWay: Promise<void> | null = null;

  constructor(deps: SleepWatchDeps) {
    const { ticketAwayMs = 0, silentMs = 0 } = deps;
    this.#deps = deps;
    this.#awayMs = ticketAwayMs || Infinity;
    const soonest = Math.min(this.#awayMs, silentMs || Infinity);
    this.#takenAt = deps.clock.now();
    const lookEachMs = Math.max(lookLeastMs, Math.min(lookMostMs, soonest / 10));
    this.#stopTimer = soonest === Infinity
      ? () => {}
      : deps.clock.every(lookEachMs, () => void this.#begin());
  }

  /** Resolves when no look is under way. */
  async stop(): Promise<void> {
    this.#stopTimer();
    await this.#underWay;
  }

  #begin(): void {
    this.#underWay ??= this.#look()
      .catch((error) => this.#deps.report("sleep_look_failed", { error }))
      .finally(() => (this.#underWay = null));
  }

  async #look(): Promise<void> {
    const { store, clock, ask } = this.#deps;
    const now = clock.now();
    const [sleepy, woken, overslept, returned] = await Promise.all([
      this.#awayMs === Infinity
        ? []
        : store.sleepyTickets(instantOf(now - this.#awayMs), sleepyMost),
      // A clock that was set back must not hide a wake.
      store.wokenSince(instantOf(Math.min(now, this.#takenAt) - lateMs)),
      store.overslept(instantOf(now - lateSleepMs)),
      store.returnedMembers(null, silentBefore(this.#deps)),
    ]);
    await this.#noteOnline(sleepy.flatMap(({ users }) => users));
    const isFound = sleepy.length + woken.length + overslept.length + returned.length > 0;
    const answer = isFound
      ? await ask({ type: "sleep", sleepy, woken, overslept, returned })
      : done;
    if (answer.type !== "refused") this.#takenAt = now;
  }

  /** Who is connected is there, whatever could be stored of it. */
  async #noteOnline(users: readonly UserId[]): Promise<void> {
    const { store, clock, placement } = this.#deps;
    const at = instantOf(clock.now());
    const online = [...new Set(users)].filter((user) => placement.isOnline(user));
    if (online.length > 0) await store.noteSeen(online.map((user) => ({ user, at })));
  }
}
