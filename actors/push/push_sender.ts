// Sends the pushes that are due, whichever process has queued them: each is leased in the store
// first, so that one that was not settled is sent again.

import type { Push, PushOutcome, PushStore } from "../../db/store/pushes.ts";
import { type Cancel, type Clock, instantOf } from "../../protocol/clock.ts";
import type { Report } from "../../logging/events.ts";
import type { ActorMeasures } from "../runtime/actor_measures.ts";
import { HostRests } from "./host_rests.ts";
import { againAt, outcomeOf, type PushAnswer } from "./push_outcome.ts";

/** Hands a push to its push service. Never rejects. */
export type PostPush = (push: Push, signal: AbortSignal) => Promise<PushAnswer>;

export interface PushSenderDeps {
  readonly store: Pick<PushStore, "takePushes" | "settlePush">;
  readonly clock: Clock;
  readonly report: Report;
  readonly post: PostPush;
  /** Absent: nothing is measured. */
  readonly measures?: Pick<ActorMeasures, "pushed">;
}

/** Pushes that are sent at a time. */
const slots = 64;
/** Time between two looks for what is due: other processes queue, too. */
const lookMs = 10_000;
/** The first look: what the former process had not sent. */
const firstLookMs = 1_000;
/** A push that was taken and not settled is due again after this time. */
const leaseMs = 30_000;

export class PushSender {
  readonly #deps: PushSenderDeps;
  readonly #rests = new HostRests();
  readonly #sending = new Set<Promise<void>>();
  readonly #stopLooking: Cancel;
  readonly #stopping = new AbortController();
  readonly #retries = new Set<Cancel>();
  #working: Promise<void> | null = null;
  /** Something was queued while the former look was under way. */
  #isAwaited = false;
  /** The last look failed: the first one of a run is reported. */
  #isFailing = false;

  constructor(deps: PushSenderDeps) {
    this.#deps = deps;
    this.#stopLooking = deps.clock.every(lookMs, () => this.wake());
    this.#wakeIn(firstLookMs);
  }

  /** Looks for what is due now. */
  wake(): void {
    this.#isAwaited = true;
    if (!this.#stopping.signal.aborted) this.#working ??= this.#work();
  }

  /** Breaks off what is under way: it is leased, and sent again. */
  async stop(): Promise<void> {
    this.#stopLooking();
    for (const cancel of this.#retries) cancel();
    this.#stopping.abort();
    await this.#working;
    await Promise.all(this.#sending);
  }

  /** Never rejects. */
  async #work(): Promise<void> {
    while (this.#isAwaited && !this.#stopping.signal.aborted) {
      if (this.#sending.size >= slots) await Promise.race(this.#sending);
      this.#isAwaited = false;
      if (await this.#take(slots - this.#sending.size)) this.#isAwaited = true;
    }
    this.#working = null;
  }

  /** Begins to send what is due. True: there may be more of it. */
  async #take(limit: number): Promise<boolean> {
    const { store, clock, report } = this.#deps;
    const now = clock.now();
    try {
      const { pushes, more } = await store.takePushes({
        ...{ now: instantOf(now), leasedUntil: instantOf(now + leaseMs), limit },
      });
      this.#isFailing = false;
      for (const push of pushes) this.#begin(push);
      return more;
    } catch (error) {
      // The next look is soon.
      if (!this.#isFailing) report("pushes_not_read", { error });
      this.#isFailing = true;
      return false;
    }
  }

  #begin(push: Push): void {
    const sending = this.#send(push).finally(() => this.#sending.delete(sending));
    this.#sending.add(sending);
  }

  /** Never rejects. */
  async #send(push: Push): Promise<void> {
    const { store, clock, report } = this.#deps;
    const outcome = await this.#outcome(push);
    if (outcome === null) return;
    if (outcome.type === "again") this.#wakeIn(Date.parse(outcome.at) - clock.now());
    else this.#deps.measures?.pushed(outcome.type === "sent" ? "sent" : "failed");
    try {
      await store.settlePush(push, outcome);
    } catch (error) {
      report("push_not_settled", { kind: outcome.type, error });
    }
  }

  /** Null: it was broken off. */
  async #outcome(push: Push): Promise<PushOutcome | null> {
    const { clock, post } = this.#deps;
    const { host } = new URL(push.target.endpoint);
    const restsUntil = this.#rests.until(host, clock.now());
    if (restsUntil !== null) return againAt(push.queuedAt, restsUntil);
    const answer = await post(push, this.#stopping.signal);
    if (this.#stopping.signal.aborted && answer === null) return null;
    if (answer === null) this.#unanswered(host);
    else this.#rests.answered(host);
    return outcomeOf(push, answer, clock.now());
  }

  #unanswered(host: string): void {
    const ms = this.#rests.unanswered(host, this.#deps.clock.now());
    if (ms !== null) this.#deps.report("push_host_rests", { host, ms });
  }

  #wakeIn(ms: number): void {
    // What is due later is found by a look.
    if (ms > lookMs || this.#stopping.signal.aborted) return;
    const cancel = this.#deps.clock.after(ms, () => {
      this.#retries.delete(cancel);
      this.wake();
    });
    this.#retries.add(cancel);
  }
}
