// The talk of a run: texts at their times, whatever the server does meanwhile, disturbed now and
// then, and a sample of each second.

import type { Disturbances } from "./disturbances.ts";
import type { LoadCrowd } from "./load_crowd.ts";
import type { LoadUser } from "./load_user.ts";
import type { Meter, Sample } from "./meter.ts";
import type { Options } from "./options.ts";
import { Pacer } from "./pacer.ts";

export interface TalkDeps {
  readonly options: Options;
  readonly crowd: LoadCrowd;
  readonly meter: Meter;
  readonly disturbances: Disturbances;
  readonly random: () => number;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly onSample: (sample: Sample) => void;
}

/** A text is sent so much later than it was due, at most, where this program is not late. */
const tickMs = 2;
/** Between two looks at who talks, and at who might be disturbed. */
const stepMs = 100;
/** Each user says once in so many steps up to where they have read. */
const stepsOfRead = 20;
const sampleMs = 1_000;

/** Talks for the minutes of the options, or until the signal; gives how many ms it was. */
export function talk(deps: TalkDeps): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const running = new Talk(deps, (ms) => {
    clearInterval(timer);
    resolve(ms);
  });
  const timer = setInterval(() => running.tick(), tickMs);
  return promise;
}

class Talk {
  readonly #deps: TalkDeps;
  readonly #onEnd: (ms: number) => void;
  readonly #from: number;
  readonly #pacer: Pacer;
  #speakers: readonly LoadUser[] = [];
  #steps = 0;
  #samples = 0;
  #steppedAt = -Infinity;
  #tickedAt: number;
  #sampledAt: number;

  constructor(deps: TalkDeps, onEnd: (ms: number) => void) {
    [this.#deps, this.#onEnd] = [deps, onEnd];
    const { options, now } = deps;
    this.#from = this.#tickedAt = this.#sampledAt = now();
    this.#pacer = new Pacer(options.rate, this.#from, options.minutes * 60_000);
  }

  tick(): void {
    const { meter, now, signal } = this.#deps;
    const at = now();
    meter.late(Math.max(0, at - this.#tickedAt - tickMs));
    this.#tickedAt = at;
    if (at - this.#steppedAt >= stepMs) this.#step(at);
    for (const dueAt of this.#pacer.due(at)) this.#write(dueAt);
    const isOver = this.#pacer.isOver || signal.aborted;
    if (at - this.#sampledAt >= sampleMs || isOver) this.#sample(at);
    if (isOver) this.#onEnd(at - this.#from);
  }

  #write(dueAt: number): void {
    const { meter } = this.#deps;
    meter.offered();
    const speaker = this.#speaker();
    const group = speaker?.group ?? null;
    if (speaker === undefined || group === null) meter.dropped();
    else speaker.write(group, dueAt);
  }

  /** Somebody in a group; since the last step who was picked may have left theirs. */
  #speaker(): LoadUser | undefined {
    const { crowd, random } = this.#deps;
    const pick = () => this.#speakers[Math.floor(random() * this.#speakers.length)];
    const picked = pick();
    if (picked === undefined || picked.group !== null) return picked;
    this.#speakers = crowd.talking;
    return pick();
  }

  #step(at: number): void {
    const { crowd, disturbances } = this.#deps;
    [this.#steps, this.#steppedAt] = [this.#steps + 1, at];
    this.#speakers = crowd.talking;
    for (const [place, user] of this.#speakers.entries()) {
      const { group } = user;
      const isTurn = place % stepsOfRead === this.#steps % stepsOfRead;
      if (isTurn && group !== null) user.read(group);
    }
    disturbances.disturb(stepMs);
  }

  #sample(at: number): void {
    const { meter, onSample } = this.#deps;
    this.#sampledAt += Math.min(sampleMs, at - this.#sampledAt);
    onSample(meter.sample(++this.#samples));
  }
}
