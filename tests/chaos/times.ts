// How long things took: from a text to its acknowledgement while all is quiet, and after each fault
// until groups were served and clients were connected again.

import { quantile } from "../../bench/support/statistics.ts";
import type { Member, Meter } from "./clients/member.ts";

/** A group that a fault has passed by is served as fast as ever, and in less than this. */
const noticedMs = 250;

/** What was measured of one fault. */
interface Effect {
  readonly kind: string;
  readonly begunAt: number;
  /** By group: from the fault to the first acknowledgement of a text that was sent after it. */
  readonly served: Map<string, number>;
  /** How long each client whose socket had ended was without one. */
  readonly away: number[];
  /** How long each text that was sent after it waited. */
  readonly waits: number[];
  readonly codes: Map<number, number>;
  /** How often a client fetched what no frame had brought. */
  fetched: number;
  /** From SIGTERM to the end of the process. */
  goneMs: number | null;
}

export class Times implements Meter {
  readonly #groups: number;
  readonly #quiet: number[] = [];
  readonly #effects: Effect[] = [];
  readonly #fetched = new Map<string, number>();
  #acknowledged = 0;
  #quietSince: number | null = null;

  /** Of so many groups. */
  constructor(groups: number) {
    this.#groups = groups;
  }

  get acknowledgements(): number {
    return this.#acknowledged;
  }

  /** From now on all is quiet, until a fault begins. */
  quiet(): void {
    this.#quietSince = performance.now();
  }

  begin(kind: string): void {
    this.#quietSince = null;
    this.#effects.push({
      kind,
      begunAt: performance.now(),
      served: new Map(),
      away: [],
      waits: [],
      codes: new Map(),
      fetched: 0,
      goneMs: null,
    });
  }

  /** The process that was told to stop has ended. */
  gone(): void {
    const effect = this.#effects.at(-1);
    if (effect) effect.goneMs = performance.now() - effect.begunAt;
  }

  /** Groups that were not served since the last fault began. */
  get unserved(): number {
    return this.#groups - (this.#effects.at(-1)?.served.size ?? 0);
  }

  acknowledged({ history: { group } }: Member, sentAt: number, at: number): void {
    this.#acknowledged++;
    const effect = this.#effects.at(-1);
    if (this.#quietSince !== null) {
      if (sentAt >= this.#quietSince) this.#quiet.push(at - sentAt);
    } else if (effect && sentAt >= effect.begunAt) {
      effect.waits.push(at - sentAt);
      if (!effect.served.has(group)) effect.served.set(group, at - effect.begunAt);
    }
  }

  ended(_member: Member, code: number): void {
    const codes = this.#effects.at(-1)?.codes;
    codes?.set(code, (codes.get(code) ?? 0) + 1);
  }

  returned(_member: Member, _code: number, lostAt: number, at: number): void {
    const effect = this.#effects.at(-1);
    if (effect && lostAt >= effect.begunAt) effect.away.push(at - lostAt);
  }

  fetched(_member: Member, why: string): void {
    this.#fetched.set(why, (this.#fetched.get(why) ?? 0) + 1);
    const effect = this.#effects.at(-1);
    if (effect) effect.fetched++;
  }

  /** For people, line by line. */
  report(): string[] {
    const kinds = Map.groupBy(this.#effects, ({ kind }) => kind);
    return [
      `quiet: a text is acknowledged after ${spread(this.#quiet)}`,
      ...[...kinds].map(([kind, effects]) => `${kind}, ${effects.length} times: ${told(effects)}`),
      `fetched over HTTP, since no frame had brought it: ${counts(this.#fetched) || "nothing"}`,
    ];
  }
}

function told(effects: readonly Effect[]): string {
  const all = (of: (effect: Effect) => Iterable<number>) => effects.flatMap((one) => [...of(one)]);
  const noticed = all(({ served }) => served.values()).filter((ms) => ms > noticedMs);
  const away = all(({ away }) => away);
  const gone = effects.map(({ goneMs }) => goneMs).filter((ms) => ms !== null);
  const fetched = effects.reduce((sum, effect) => sum + effect.fetched, 0);
  const codes = new Map<number, number>();
  for (const [code, count] of effects.flatMap((one) => [...one.codes])) {
    codes.set(code, (codes.get(code) ?? 0) + count);
  }
  return [
    noticed.length > 0
      ? `${noticed.length} groups noticed it, and were served after ${spread(noticed)}`
      : "no group noticed it",
    `texts waited ${spread(all(({ waits }) => waits))}`,
    ...(away.length > 0
      ? [`${away.length} clients were away (${counts(codes)}) for ${spread(away)}`]
      : []),
    ...(fetched > 0 ? [`${fetched} times a client fetched what no frame had brought`] : []),
    ...(gone.length > 0 ? [`the process was gone after ${spread(gone)}`] : []),
  ].join("; ");
}

function spread(times: readonly number[]): string {
  if (times.length === 0) return "no time";
  const sorted = times.toSorted((a, b) => a - b);
  const [p50, p99, most] = [quantile(sorted, 0.5), quantile(sorted, 0.99), sorted.at(-1) ?? 0];
  return `${Math.round(p50)} ms (p99 ${Math.round(p99)}, at most ${Math.round(most)})`;
}

function counts(map: ReadonlyMap<string | number, number>): string {
  return [...map].map(([name, count]) => `${name}: ${count}`).join(", ");
}
