// A program's way to the database: it takes time, and it fails before the commit, after it, or as
// it happens to.

import type { Clock } from "../../../protocol/clock.ts";
import type { Store } from "../../../db/store/store.ts";
import type { Random } from "../../../tools/random.ts";
import type { Scope } from "./time.ts";
import type { Trace } from "../run/trace.ts";

/** What may become of a call. */
export type Fate =
  | "well"
  /** It failed, and nothing was done. */
  | "before"
  /** It failed, and was done. */
  | "after"
  /** It failed, and is done a while later. */
  | "later"
  /** It is done, and the answer takes longer than a turn may last. */
  | "slow";

export interface StoreFaultProfile {
  readonly fates: Readonly<Record<Fate, number>>;
  /** Whether the database cannot be reached now. */
  isAway: boolean;
}

export interface StoreWireDeps {
  readonly store: Store;
  readonly time: Clock;
  readonly scope: Scope;
  readonly random: Random;
  readonly trace: Trace;
  readonly faultProfile: () => StoreFaultProfile;
}

type Call = (...values: unknown[]) => Promise<unknown>;
type Method = keyof Store & string;

const usualMs = { least: 0, most: 12 };
const slowMs = { least: 5_500, most: 8_000 };
const laterMs = { least: 20, most: 2_500 };

/**
 * The store as one program reaches it. A program that has ended hears nothing; what it had asked
 * may still be done.
 */
export function reachStore(deps: StoreWireDeps): Store {
  return new Proxy(deps.store, {
    get: (store, method: Method) => (...values: unknown[]) =>
      new Promise((resolve, reject) => {
        if (deps.scope.hasEnded) return;
        const run = () => (Reflect.get(store, method) as Call).apply(store, values);
        new Asking(deps, method, { resolve, reject }).begin(run);
      }),
  });
}

interface Answer {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

class Asking {
  readonly #deps: StoreWireDeps;
  readonly #method: Method;
  readonly #answer: Answer;

  constructor(deps: StoreWireDeps, method: Method, answer: Answer) {
    this.#deps = deps;
    this.#method = method;
    this.#answer = answer;
  }

  begin(run: () => Promise<unknown>): void {
    const { time, random, faultProfile, scope } = this.#deps;
    const isLost = random.chance(0.5);
    const chosen = random.weighted(faultProfile().fates);
    // A pointer that is written when its server is gone is told to nobody before they come again:
    // that is no loss.
    const fate = chosen === "later" && this.#method === "markRead" ? "before" : chosen;
    if (isUnknown(fate)) this.#deps.trace.count(`unknown ${this.#method}`);
    time.after(random.whole(usualMs.least, usualMs.most), () => {
      // Whether a call arrives that was on its way when its program ended is a matter of chance.
      if (scope.hasEnded && isLost) return;
      if (faultProfile().isAway) return this.#fail("away");
      if (fate === "before") return this.#fail(fate);
      if (fate === "later") this.#fail(fate);
      const laterBy = fate === "later" ? random.whole(laterMs.least, laterMs.most) : 0;
      if (laterBy === 0) void this.#run(run, fate);
      // Who takes the database over waits until nothing of a program that has ended is under way.
      else time.after(laterBy, () => scope.hasEnded || void this.#run(run, fate));
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
    this.#settle(
      random.whole(usualMs.least, usualMs.most),
      () => this.#answer.reject(new Error(`"${this.#method}" failed`)),
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
