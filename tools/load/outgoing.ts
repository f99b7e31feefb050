// The texts that a user has to send, in their order: a few under way at a time, each until it is
// acknowledged, and again after a reconnect or a refusal for now. Pure: time is handed in.

import { TokenBucket } from "../../protocol/token_bucket.ts";
import type { Limits } from "../../protocol/limits.ts";
import type { TextNumber } from "./text_numbers.ts";

export interface Outgoing {
  readonly text: TextNumber;
  readonly dueAt: number;
}

interface Unanswered extends Outgoing {
  /** When it was sent last; null: never. */
  sentAt: number | null;
  /** Sent on the socket that is open now, and not answered. */
  isUnderWay: boolean;
}

/** What is to be sent now. */
export interface Step extends Outgoing {
  readonly isRepeat: boolean;
}

/** The page has one under way; a few more show whether the server keeps their order. */
const mostUnderWay = 4;
/** What the server allows is for all frames of a user: reads and pings have a share. */
const share = 0.8;
/** A text that is not answered for so long is sent again, as by the page. */
const answerWithinMs = 10_000;
const refusedFirstMs = 250;
const refusedMostMs = 4_000;

/** So many texts a second may a user send in the long run. */
export function mostPerSecond({ framesPerSecond }: Pick<Limits, "framesPerSecond">): number {
  return framesPerSecond * share;
}

export class OutgoingTexts {
  readonly #texts: Unanswered[] = [];
  #bucket: TokenBucket | null = null;
  #refusals = 0;
  /** Nothing is sent before. */
  #heldUntil = 0;

  /** How many are not acknowledged. */
  get size(): number {
    return this.#texts.length;
  }

  add(text: Outgoing): void {
    this.#texts.push({ ...text, sentAt: null, isUnderWay: false });
  }

  /** A socket is open, with these limits. */
  connected(limits: Limits, now: number): void {
    const capacity = Math.max(1, limits.burst * share);
    this.#bucket ??= new TokenBucket({ capacity, perSecond: mostPerSecond(limits) }, now);
    this.#heldUntil = this.#refusals = 0;
  }

  disconnected(): void {
    for (const one of this.#texts) one.isUnderWay = false;
  }

  /** Takes the credit for a frame that is no text; false: there is none now. */
  takeCredit(now: number): boolean {
    return this.#bucket?.take(now) ?? false;
  }

  /** What may be sent now, in order; it counts as sent. */
  steps(now: number): Step[] {
    if (now < this.#heldUntil) return [];
    for (const one of this.#texts) {
      if (one.isUnderWay && now - (one.sentAt ?? now) > answerWithinMs) one.isUnderWay = false;
    }
    const first = this.#texts.slice(0, mostUnderWay);
    // What was sent before goes first, alone: one that is sent behind it must not overtake it.
    const isMixed = first.some(({ isUnderWay }) => isUnderWay) &&
      first.some(({ isUnderWay, sentAt }) => !isUnderWay && sentAt !== null);
    if (isMixed) return [];
    const steps: Step[] = [];
    for (const one of first) {
      if (one.isUnderWay) continue;
      if (!this.takeCredit(now)) break;
      steps.push({ text: one.text, dueAt: one.dueAt, isRepeat: one.sentAt !== null });
      [one.sentAt, one.isUnderWay] = [now, true];
    }
    return steps;
  }

  /** False: it was not waited for. */
  acknowledged(text: TextNumber): boolean {
    const at = this.#texts.findIndex((one) => one.text === text);
    if (at < 0) return false;
    this.#texts.splice(at, 1);
    this.#refusals = 0;
    return true;
  }

  /** Refused for now: it is sent again, less and less often. */
  refused(text: TextNumber, now: number): void {
    const one = this.#texts.find((one) => one.text === text);
    if (one === undefined) return;
    one.isUnderWay = false;
    if (now < this.#heldUntil) return;
    this.#heldUntil = now + Math.min(refusedMostMs, refusedFirstMs * 2 ** this.#refusals++);
  }

  /** Refused for good. */
  drop(text: TextNumber): boolean {
    return this.acknowledged(text);
  }
}
