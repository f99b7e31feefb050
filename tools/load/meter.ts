// What a run measures: counts and times, in all and of each second. Times count from the moment at
// which a text was due, not from that at which it could be sent: a server that holds its clients up
// is not measured only while it does not. Pure.

import { LatencyHistogram } from "./latency_histogram.ts";
import type { TextNumber } from "./text_numbers.ts";

/** What happened within a stretch of time. */
export interface Counts {
  /** Texts that were due. */
  readonly offered: number;
  readonly sent: number;
  readonly acknowledged: number;
  /** Message frames that came. */
  readonly frames: number;
  /** Refusals of frames and requests, and what could not be done. */
  readonly errors: number;
  readonly reconnects: number;
}

/** Percentiles in ms; NaN of none. */
export interface Times {
  readonly p50: number;
  readonly p99: number;
  readonly greatest: number;
}

export interface Sample extends Counts {
  /** The how manieth since the talk began, from 1. */
  readonly second: number;
  readonly acknowledgement: Times;
  /** To the slowest member. */
  readonly delivery: Times;
  /** Texts that were due and are not acknowledged. */
  readonly waiting: number;
}

export interface Totals extends Counts {
  readonly acknowledgement: Times & { readonly p95: number; readonly count: number };
  readonly delivery: Times & { readonly p95: number; readonly count: number };
  /** Texts of which a member was cut off by this tool: their times are not counted. */
  readonly disturbed: number;
  /** How late this program itself was at its work. */
  readonly lateness: Times;
  readonly waiting: number;
  readonly errorsBy: ReadonlyMap<string, number>;
}

/** Who is shown a text. */
export interface Viewer {
  readonly author: number;
  /** Until when this tool had cut them off; -Infinity: it had not. */
  readonly cutUntil: number;
  /** Whether the text is their own. */
  readonly isSender: boolean;
}

interface Pending {
  readonly dueAt: number;
  /** Members who were there when it was sent. */
  readonly members: number;
  /** Those who were shown it: pages bring it again. */
  readonly shownTo: Set<number>;
  isAcknowledged: boolean;
  isDisturbed: boolean;
}

type Tally = { -readonly [Name in keyof Counts]: Counts[Name] };

class Span {
  readonly counts: Tally = none();
  readonly acknowledgement = new LatencyHistogram();
  readonly delivery = new LatencyHistogram();
}

export class Meter {
  readonly #whole = new Span();
  readonly #pending = new Map<TextNumber, Pending>();
  readonly #lateness = new LatencyHistogram();
  readonly #errorsBy = new Map<string, number>();
  #second = new Span();
  #waiting = 0;
  #disturbed = 0;

  /** A text was due at `dueAt`. */
  offered(): void {
    this.#count("offered");
    this.#waiting++;
  }

  /** It will not be sent: nobody is there who could. */
  dropped(): void {
    this.#waiting--;
  }

  /** Sent for the first time, to a group of so many members. */
  sent(text: TextNumber, dueAt: number, members: number): void {
    this.#count("sent");
    const shownTo = new Set<number>();
    this.#pending.set(text, {
      dueAt,
      members,
      shownTo,
      isAcknowledged: false,
      isDisturbed: false,
    });
  }

  /** A member was shown a text, by a frame or a page. */
  shown(text: TextNumber, { author, cutUntil, isSender }: Viewer, now: number): void {
    const pending = this.#pending.get(text);
    if (pending === undefined || pending.shownTo.has(author)) return;
    pending.shownTo.add(author);
    const isDisturbed = cutUntil > pending.dueAt;
    pending.isDisturbed ||= isDisturbed;
    const ms = now - pending.dueAt;
    if (isSender) {
      pending.isAcknowledged = true;
      this.#waiting--;
      this.#count("acknowledged");
      if (!isDisturbed) this.#time("acknowledgement", ms);
    }
    if (pending.shownTo.size < pending.members || !pending.isAcknowledged) return;
    this.#pending.delete(text);
    if (pending.isDisturbed) this.#disturbed++;
    else this.#time("delivery", ms);
  }

  /** A frame has brought a message. */
  frame(): void {
    this.#count("frames");
  }

  error(what: string): void {
    this.#count("errors");
    this.#errorsBy.set(what, (this.#errorsBy.get(what) ?? 0) + 1);
  }

  reconnected(): void {
    this.#count("reconnects");
  }

  late(ms: number): void {
    this.#lateness.add(ms);
  }

  /** What happened since the last one. */
  sample(second: number): Sample {
    const { counts, acknowledgement, delivery } = this.#second;
    this.#second = new Span();
    return {
      second,
      ...counts,
      acknowledgement: timesOf(acknowledgement),
      delivery: timesOf(delivery),
      waiting: this.#waiting,
    };
  }

  totals(): Totals {
    const { counts, acknowledgement, delivery } = this.#whole;
    const of = (histogram: LatencyHistogram) => ({
      ...timesOf(histogram),
      p95: histogram.quantile(0.95),
      count: histogram.count,
    });
    return {
      ...counts,
      acknowledgement: of(acknowledgement),
      delivery: of(delivery),
      disturbed: this.#disturbed,
      lateness: timesOf(this.#lateness),
      waiting: this.#waiting,
      errorsBy: this.#errorsBy,
    };
  }

  #count(what: keyof Counts): void {
    this.#whole.counts[what]++;
    this.#second.counts[what]++;
  }

  #time(what: "acknowledgement" | "delivery", ms: number): void {
    this.#whole[what].add(ms);
    this.#second[what].add(ms);
  }
}

function none(): Tally {
  return { offered: 0, sent: 0, acknowledged: 0, frames: 0, errors: 0, reconnects: 0 };
}

function timesOf(histogram: LatencyHistogram): Times {
  const [p50, p99] = [0.5, 0.99].map((share) => histogram.quantile(share));
  return { p50: p50 ?? NaN, p99: p99 ?? NaN, greatest: histogram.greatestMs };
}
