// Adds up what happens, number by number. It is handed to actors, journal and routes, which call
// it, and never asks them anything.

import type {
  ActorMeasures,
  FormedWait,
  MailboxMeasures,
  PathMeasures,
} from "../../actors/runtime/actor_measures.ts";
import type { Cancel, Clock } from "../../protocol/clock.ts";
import type { Wish } from "../../protocol/domain.ts";
import type { ClientFrame, ErrorCode } from "../../protocol/frames.ts";
import { longestDelayMs } from "../../protocol/ops_figures.ts";
import { Histogram } from "./histogram.ts";
import {
  type LogInResult,
  logInResults,
  statusClasses,
  type Tallies,
  type WishClass,
  wishClasses,
} from "./server_snapshot.ts";

export interface MeasuresDeps {
  readonly clock: Pick<Clock, "every">;
  /** In ms, finer than the clock; differences alone mean something. */
  readonly now: () => number;
  /** Whether the path of a message is measured, too. */
  readonly withPath: boolean;
}

const frameTypes = [
  ...["hello", "send", "edit", "erase", "react", "read", "typing", "quit", "ping"] as const,
] satisfies ClientFrame["type"][];
const errorCodes = [
  ...["invalid", "hello_first", "insufficient_scope"] as const,
  ...["not_member", "not_yours", "too_long"] as const,
  ...["no_such_message", "slow_down", "unavailable"] as const,
] satisfies ErrorCode[];

const delayBounds = [
  0.001,
  0.0025,
  0.005,
  0.01,
  0.025,
  0.05,
  0.1,
  0.25,
  0.5,
  1,
  2.5,
  longestDelayMs / 1_000,
];
const sizeBounds = [1, 2, 5, 10, 20, 50, 100, 200, 500];
/** From a moment to a day: waits are in seconds, and most criteria take minutes. */
const waitBounds = [1, 5, 15, 60, 180, 600, 1_800, 3_600, 10_800, 43_200, 86_400];
/** Time between two looks by how much the event loop is behind. */
const loopCheckMs = 500;

export class Measures implements ActorMeasures {
  readonly path: Path | null;
  readonly now: () => number;
  #messages = 0;
  #failedStatements = 0;
  readonly #size = new Histogram(sizeBounds);
  readonly #seconds = new Histogram(delayBounds);
  #triosFormed = 0;
  #seatsFilled = 0;
  readonly #waits = each(wishClasses, () => new Histogram(waitBounds));
  readonly #requests = each(statusClasses, () => 0);
  readonly #logIns = each(logInResults, () => 0);
  readonly #refusals = each(errorCodes, () => 0);
  readonly #pushes = { sent: 0, failed: 0 };
  readonly #eventLoopDelay = new Histogram(delayBounds);
  readonly #stopLoopCheck: Cancel;

  constructor({ clock, now, withPath }: MeasuresDeps) {
    this.now = now;
    this.path = withPath ? new Path(now) : null;
    let due = now() + loopCheckMs;
    this.#stopLoopCheck = clock.every(loopCheckMs, () => {
      this.#eventLoopDelay.observe(Math.max(0, now() - due) / 1_000);
      due = now() + loopCheckMs;
    });
  }

  stop(): void {
    this.#stopLoopCheck();
  }

  /** See JournalMeasures. */
  wrote(given: number, stored: number | null, ms: number): void {
    if (stored === null) this.#failedStatements += 1;
    this.#messages += stored ?? 0;
    this.#size.observe(given);
    this.#seconds.observe(ms / 1_000);
  }

  formed(what: "trio" | "seat", waits: readonly FormedWait[]): void {
    if (what === "trio") this.#triosFormed += 1;
    else this.#seatsFilled += 1;
    for (const { wish, ms } of waits) this.#waits[classOf(wish)].observe(Math.max(0, ms) / 1_000);
  }

  pushed(outcome: "sent" | "failed"): void {
    this.#pushes[outcome] += 1;
  }

  /** A frame was refused. */
  refused(code: ErrorCode): void {
    this.#refusals[code] += 1;
  }

  /** A request was answered with this status. */
  answered(status: number): void {
    const found = statusClasses[Math.floor(status / 100) - 2];
    if (found) this.#requests[found] += 1;
  }

  loggedIn(result: LogInResult): void {
    this.#logIns[result] += 1;
  }

  tallies(): Tallies {
    return {
      messages: this.#messages,
      failedStatements: this.#failedStatements,
      stored: { size: this.#size.data(), seconds: this.#seconds.data() },
      path: this.path?.data() ?? null,
      triosFormed: this.#triosFormed,
      seatsFilled: this.#seatsFilled,
      waits: each(wishClasses, (wish) => this.#waits[wish].data()),
      requests: { ...this.#requests },
      logIns: { ...this.#logIns },
      refusals: { ...this.#refusals },
      pushes: { ...this.#pushes },
      eventLoopDelay: this.#eventLoopDelay.data(),
    };
  }
}

class Path implements PathMeasures {
  readonly now: () => number;
  readonly mailboxes: Readonly<Record<"group" | "matchmaker", MailboxMeasures>>;
  readonly #delivered = new Histogram(delayBounds);
  readonly #commands = each(frameTypes, () => new Histogram(delayBounds));
  readonly #mailboxWait = {
    group: new Histogram(delayBounds),
    matchmaker: new Histogram(delayBounds),
  };

  constructor(now: () => number) {
    this.now = now;
    const of = (histogram: Histogram): MailboxMeasures => ({
      now,
      waited: (ms) => histogram.observe(ms / 1_000),
    });
    const { group, matchmaker } = this.#mailboxWait;
    this.mailboxes = { group: of(group), matchmaker: of(matchmaker) };
  }

  answered(type: ClientFrame["type"], isDone: boolean, since: number): void {
    const seconds = (this.now() - since) / 1_000;
    this.#commands[type].observe(seconds);
    if (isDone && type === "send") this.#delivered.observe(seconds);
  }

  data(): NonNullable<Tallies["path"]> {
    const { group, matchmaker } = this.#mailboxWait;
    return {
      delivered: this.#delivered.data(),
      commands: each(frameTypes, (type) => this.#commands[type].data()),
      mailboxWait: { group: group.data(), matchmaker: matchmaker.data() },
    };
  }
}

function classOf({ sex, age }: Wish): WishClass {
  if (sex === "any") return age === null ? "any" : "age";
  return age === null ? "sex" : "age_and_sex";
}

function each<Key extends string, Value>(
  keys: readonly Key[],
  make: (key: Key) => Value,
): Record<Key, Value> {
  return Object.fromEntries(keys.map((key) => [key, make(key)])) as Record<Key, Value>;
}
