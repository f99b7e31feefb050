// How far one member has been shown a group, and what is missing of it. Pure.

import type { TextNumber } from "./text_numbers.ts";

/** What a frame was to the member to whom it came. */
export type Place =
  /** The next one, or an answer that may come again. */
  | { readonly type: "fits" }
  /** A later one than the next; what is between is missing now. */
  | { readonly type: "ahead" }
  /** One that was missing when a later one came. */
  | { readonly type: "late"; readonly after: number }
  | { readonly type: "twice" };

const fits: Place = { type: "fits" };

export class MemberCheck {
  /** The first message that the member may see. */
  readonly firstSeq: number;
  /** What should have come by now, for a later one has. */
  readonly holes = new Set<number>();
  /** What is to be fetched over HTTP: the server said that it sends none of it. */
  readonly owed = new Set<number>();
  /** Whether all that there is must have come to the member: false while they are away. */
  mustHaveAll = true;
  isGone = false;
  /** The highest seq that was shown, by whatever way. */
  highest: number;
  #head: number;
  /** Shown above the head, as answers to texts that were sent again. */
  readonly #ahead = new Set<number>();
  /** Answers that had come ahead, and may come once more in their turn. */
  readonly #onceMore = new Set<number>();
  /** By own text: how often this socket may bring an answer besides the message itself. */
  readonly #answers = new Map<TextNumber, number>();

  constructor(firstSeq: number) {
    this.firstSeq = firstSeq;
    this.#head = firstSeq - 1;
    this.highest = this.#head;
  }

  /** Up to here nothing more is to come over the socket. */
  get head(): number {
    return this.#head;
  }

  /** The member's socket has ended: answers come on the one on which they were asked for. */
  disconnected(): void {
    this.#answers.clear();
  }

  sentAgain(text: TextNumber): void {
    this.#answers.set(text, (this.#answers.get(text) ?? 0) + 1);
  }

  /** The server says that all up to `seq` is to be fetched over HTTP. */
  skipTo(seq: number): void {
    for (let one = this.#head + 1; one <= seq; one++) this.owed.add(one);
    this.#head = Math.max(this.#head, seq);
  }

  /** A page of HTTP has it. */
  fetched(seq: number): void {
    this.owed.delete(seq);
    this.highest = Math.max(this.highest, seq);
  }

  /** All pages up to there have come: what is still owed is missing. */
  fetchedAll(upTo: number): void {
    for (const seq of this.owed) {
      if (seq > upTo) continue;
      this.owed.delete(seq);
      this.holes.add(seq);
    }
  }

  /** A frame has brought it. */
  shown(seq: number, text: TextNumber): Place {
    this.highest = Math.max(this.highest, seq);
    if (seq === this.#head + 1) return this.#advance(seq);
    if (this.#takesAnswer(seq, text)) return fits;
    if (seq <= this.#head) {
      if (this.#onceMore.delete(seq) || this.owed.delete(seq)) return fits;
      if (this.holes.delete(seq)) return { type: "late", after: this.#head };
      return { type: "twice" };
    }
    for (let one = this.#head + 1; one < seq; one++) {
      if (!this.#ahead.delete(one)) this.holes.add(one);
    }
    this.#advance(seq);
    return { type: "ahead" };
  }

  #advance(seq: number): Place {
    this.#head = seq;
    this.#ahead.delete(seq);
    while (this.#ahead.delete(this.#head + 1)) this.#onceMore.add(++this.#head);
    return fits;
  }

  #takesAnswer(seq: number, text: TextNumber): boolean {
    const left = this.#answers.get(text) ?? 0;
    if (left === 0) return false;
    this.#answers.set(text, left - 1);
    if (seq > this.#head) this.#ahead.add(seq);
    return true;
  }
}
