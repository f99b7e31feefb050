// Samples this process: at the end of each fine step it stores what was measured in it, and at the
// end of each coarse one what its fine samples come to. While the database is away samples wait
// here, for as long as they would be shown.

import type { Measured, Sample } from "../../db/store/samples.ts";
import type { Store } from "../../db/store/store.ts";
import type { Report } from "../../logging/events.ts";
import { type Cancel, type Clock, instantOf } from "../../protocol/clock.ts";
import { inTime } from "../../protocol/in_time.ts";
import { keptSteps, spans } from "../../protocol/ops_figures.ts";
import type { Measures } from "../metrics/server_measures.ts";
import { joinSteps } from "./merge.ts";
import { type Asked, type Reading, sampleOf } from "./sample_of.ts";

export interface SamplerDeps {
  readonly store: Pick<
    Store,
    "ready" | "waitingNow" | "addSamples" | "samples" | "purgeSamples"
  >;
  readonly clock: Clock;
  /** The name of this process in its cluster; empty: it is alone. */
  readonly node: string;
  /** See Deps. */
  readonly snapshot: () => Promise<Reading>;
  readonly measures: Pick<Measures, "now">;
  readonly report: Report;
}

const fine = spans.hour;
const coarse = spans.day;
/** A database that has not answered within this time says nothing in this step. */
const answerMs = 2_000;

export class Sampler {
  readonly #deps: SamplerDeps;
  #cancel: Cancel = () => {};
  #before: Reading | null = null;
  /** Not stored yet, the oldest first. */
  #pending: Sample[] = [];
  /** Coarse steps that began before are stored; null: it is not known. */
  #joinedTo: number | null = null;
  #measuring: Promise<void> = Promise.resolve();
  #storing: Promise<void> | null = null;
  #hasFailed = false;
  #isStopped = false;

  constructor(deps: SamplerDeps) {
    this.#deps = deps;
    this.#await();
  }

  /** What is being stored comes to its end, or fails with the database, which nobody hears of. */
  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  #await(): void {
    const { clock } = this.#deps;
    this.#cancel = clock.after(fine.stepMs - clock.now() % fine.stepMs, () => {
      const end = stepOf(clock.now(), fine.stepMs);
      this.#await();
      this.#measuring = this.#measuring.then(() => this.#measure(end));
    });
  }

  /** Never rejects. */
  async #measure(end: number): Promise<void> {
    const { snapshot, node, report } = this.#deps;
    try {
      const [now, before] = [await snapshot(), this.#before];
      const asked = await this.#ask(now);
      this.#before = now;
      // Over a clock that was set back nobody knows how long the step was.
      if (before !== null && now.at <= before.at) return;
      const at = instantOf(end - fine.stepMs);
      const measured = sampleOf(now, before, asked);
      this.#pending.push({ node, stepMs: fine.stepMs, at, measured });
      this.#pending = this.#pending.slice(-fine.steps);
    } catch (error) {
      if (!this.#isStopped) report("sample_failed", { error });
    }
    this.#storing ??= this.#store(end).finally(() => this.#storing = null);
  }

  /** Never rejects. */
  async #ask({ at, database, waiting }: Reading): Promise<Asked> {
    const { store, measures } = this.#deps;
    if (!database.up) return { ms: null, waiting: null };
    const begun = measures.now();
    const isUp = await this.#soon(store.ready());
    return {
      ms: isUp ? measures.now() - begun : null,
      waiting: isUp && waiting ? await this.#soon(store.waitingNow(instantOf(at))) : null,
    };
  }

  /** Null: it failed, or takes too long. */
  #soon<Value>(asked: Promise<Value>): Promise<Value | null> {
    return inTime(this.#deps.clock, answerMs, asked).catch(() => null);
  }

  /** Never rejects. A failure is told once, until all is well again. */
  async #store(now: number): Promise<void> {
    const { store, report } = this.#deps;
    const stored = this.#pending;
    try {
      await store.addSamples(stored);
      this.#pending = this.#pending.filter((sample) => !stored.includes(sample));
      await this.#join(stepOf(now, coarse.stepMs));
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#hasFailed && !this.#isStopped) {
        report("samples_not_stored", { error });
      }
      this.#hasFailed = true;
    }
  }

  /** Stores the coarse steps that have ended by then, and forgets what is shown no more. */
  async #join(end: number): Promise<void> {
    const { store, node } = this.#deps;
    const joinedTo = this.#joinedTo;
    if (joinedTo === end) return;
    // After a start what the process before this one has left, and all after a clock was set back.
    const isKnown = joinedTo !== null && joinedTo < end;
    const from = isKnown ? joinedTo : end - fine.steps * fine.stepMs;
    const kept = await store.samples(fine.stepMs, instantOf(from));
    const ended = kept.filter((sample) => sample.node === node && Date.parse(sample.at) < end);
    await store.addSamples(joined(ended));
    this.#joinedTo = end;
    // What is left of other nodes and of times when nothing ran: the rest is written over.
    for (const { stepMs } of [fine, coarse]) {
      await store.purgeSamples(stepMs, instantOf(end - keptSteps[stepMs] * stepMs));
    }
  }
}

/** The coarse samples that these fine ones come to, of any nodes. */
export function joined(samples: readonly Sample[]): Sample[] {
  const groups = Map.groupBy(
    samples,
    ({ node, at }) => JSON.stringify([node, stepOf(Date.parse(at), coarse.stepMs)]),
  );
  return [...groups].map(([key, group]) => {
    const [node, at]: [string, number] = JSON.parse(key);
    const measured: readonly Measured[] = group.map(({ measured }) => measured);
    return { node, stepMs: coarse.stepMs, at: instantOf(at), measured: joinSteps(measured) };
  });
}

/** The beginning of the step in which a time is. */
export function stepOf(at: number, stepMs: number): number {
  return Math.floor(at / stepMs) * stepMs;
}
