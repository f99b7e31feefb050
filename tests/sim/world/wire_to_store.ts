// A program's way to the database: it takes time, and a call may fail before its commit or after.

import { Unavailable } from "../../../protocol/unavailable.ts";
import type { Clock } from "../../../protocol/clock.ts";
import type { Store } from "../../../db/store/store.ts";
import type { Random } from "../../../tools/random.ts";
import type { Scope } from "./scope.ts";
import type { Trace } from "../run/trace.ts";

/** What becomes of a call. */
export type Fate =
  | "well"
  /** It fails, and nothing is done. */
  | "before"
  /** It fails, and is done. */
  | "after"
  /** It fails, and is done a while later. */
  | "later"
  /** It is done, and the answer takes longer than a turn may last. */
  | "slow";

export interface StoreFaultProfile {
  readonly fates: Readonly<Record<Fate, number>>;
  /** Whether the database cannot be reached now. */
  isAway: boolean;
  /** Whether what it answers does not come back to this program. */
  readonly isDeaf?: boolean;
}

export interface StoreWireDeps {
  readonly store: Store;
  readonly time: Clock;
  readonly scope: Scope;
  readonly random: Random;
  readonly trace: Trace;
  readonly faultProfile: () => StoreFaultProfile;
  /** Whether what a program that has ended had asked for may be done much later. */
  readonly outlives?: boolean;
}

type Call = (...values: unknown[]) => Promise<unknown>;
type Method = keyof Store & string;

const usualMs = { least: 0, most: 12 };
const slowMs = { least: 5_500, most: 8_000 };
const laterMs = { least: 20, most: 2_500 };

/**
 * The store as one program reaches it. A program that has ended gets no answer; what it had asked
 * for may still be done.
 */
export function reachStore(deps: StoreWireDeps): Store {
  return new Proxy(deps.store, {
    get: (store, method: Method) => (...values: unknown[]) =>
      new Promise((resolve, reject) => {
        if (deps.scope.hasEnded) return;
        const run = () => (Reflect.get(store, method) as Call).apply(store, values);
        new StoreCall(deps, method, { resolve, reject }).begin(run);
      }),
  });
}

interface Answer {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

class StoreCall {
  readonly #deps: StoreWireDeps;
  readonly #method: Method;
  readonly #answer: Answer;

  constructor(deps: StoreWireDeps, method: Method, answer: Answer) {
    this.#deps = deps;
    this.#method = method;
    this.#answer = answer;
  }

  begin(run: () => Promise<unknown>): void {
    const { time, random, faultProfile, scope, outlives = false } = this.#deps;
    const isLost = random.chance(0.5);
    const { fates, isDeaf = false } = faultProfile();
    const chosen = isDeaf ? "after" : random.weighted(fates);
    // A read pointer that is stored after its server has ended is told with the next connection:
    // that is no fault.
    const fate = chosen === "later" && this.#method === "markRead" ? "before" : chosen;
    if (isUnknown(fate)) this.#deps.trace.count(`unknown ${this.#method}`);
    time.after(random.whole(usualMs.least, usualMs.most), () => {
      // A call that is in flight when its program ends arrives by chance.
      if (scope.hasEnded && isLost) return;
      if (faultProfile().isAway) return this.#fail("away");
      if (fate === "before") return this.#fail(fate);
      if (fate === "later") this.#fail(fate);
      const laterBy = fate === "later" ? random.whole(laterMs.least, laterMs.most) : 0;
      if (laterBy === 0) void this.#run(run, fate);
      // The next owner of the database waits until no call of an ended program is in flight; the
      // next owner of what a node had does not.
      else time.after(laterBy, () => scope.hasEnded && !outlives || void this.#run(run, fate));
    });
  }

  async #run(run: () => Promise<unknown>, fate: Fate): Promise<void> {
    const { random, trace } = this.#deps;
    try {
      const value = await run();
      const outcome = typeOf(value);
      trace.tell(`store ${this.#method} ${fate} ${outcome}`);
      trace.count(`store ${outcome === "conflict" || outcome === "repeated" ? outcome : fate}`);
      if (fate === "after") return this.#fail(fate);
      const { least, most } = fate === "slow" ? slowMs : usualMs;
      this.#settle(random.whole(least, most), () => this.#answer.resolve(value));
    } catch (error) {
      this.#settle(0, () => this.#answer.reject(error));
    }
  }

  #fail(how: string): void {
    const { random, trace } = this.#deps;
    trace.tell(`store ${this.#method} fails ${how}`);
    trace.count(`store ${how}`);
    trace.count(`failed ${this.#method}`);
    this.#settle(
      random.whole(usualMs.least, usualMs.most),
      () => this.#answer.reject(new Unavailable(`"${this.#method}" failed`)),
    );
  }

  #settle(ms: number, answer: () => void): void {
    this.#deps.scope.after(ms, answer);
  }
}

/** Whether it takes effect without the actor's knowledge. */
function isUnknown(fate: Fate): boolean {
  return fate === "after" || fate === "later" || fate === "slow";
}

function typeOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "object" && value !== null && "type" in value
    ? String(value.type)
    : "answer";
}
