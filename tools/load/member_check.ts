// How far one member has been shown a group, and what is missing of it. Pure.

import type { TextNumber } from "./text_numbers.ts";

/** What a frame was to the member to whom it came. */
export type Place =
  /** The next one, or one that may come again. */
  | { readonly type: "fits" }
  /** A later one than the next: what is between is missing now. */
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
  /** What may come once more: the client says that it does not have it, or it came ahead. */
  readonly #onceMore = new Set<number>();
  /** By own text: how often this socket may bring an answer besides the message itself. */
  readonly #answers = new Map<TextNumber, number>();
  /** Holes that a page of HTTP has filled. */
  readonly #fetched = new Set<number>();

  constructor(firstSeq: number) {
    this.firstSeq = firstSeq;
    this.#head = firstSeq - 1;
    this.highest = this.#head;
  }

  /** Up to here nothing more is to come over the socket. */
  get head(): number {
    return this.#head;
  }

  /** Whether a page of HTTP had what is missing. */
  wasFetched(seq: number): boolean {
    return this.#fetched.has(seq);
  }

  /** The member's socket has ended: answers come on the one on which they were asked for. */
  disconnected(): void {
    this.#answers.clear();
    this.#onceMore.clear();
  }

  /** The client says in its hello that it has all up to `seq`. */
  resumes(seq: number): void {
    for (let one = seq + 1; one <= this.#head; one++) this.#onceMore.add(one);
  }

  sentAgain(text: TextNumber): void {
    this.#answers.set(text, (this.#answers.get(text) ?? 0) + 1);
  }

  /** The server says that all up to `seq` is to be fetched over HTTP. */
  skipTo(seq: number): void {
    for (let one = this.#head + 1; one <= seq; one++) this.owed.add(one);
    this.#head = Math.max(this.#head, seq);
  }

  /** A page of HTTP has these seqs, of all from `after` up to `upTo`. */
  page(seqs: ReadonlySet<number>, after: number, upTo: number): void {
    this.highest = Math.max(this.highest, ...seqs);
    for (const seq of seqs) if (this.holes.has(seq)) this.#fetched.add(seq);
    for (const seq of this.owed) {
      if (seq <= after || seq > upTo) continue;
      this.owed.delete(seq);
      if (!seqs.has(seq)) this.holes.add(seq);
    }
  }

  /** A frame has brought it. */
  shown(seq: number, text: TextNumber): Place {
    this.highest = Math.max(this.highest, seq);
    if (seq === this.#head + 1) return this.#advance(seq);
    if (seq > this.#head) return this.#takesAnswer(seq, text) ? fits : this.#jump(seq);
    if (this.holes.delete(seq)) return { type: "late", after: this.#head };
    const mayCome = this.#onceMore.delete(seq) || this.#takesAnswer(seq, text) ||
      this.owed.delete(seq);
    return mayCome ? fits : { type: "twice" };
  }

  #advance(seq: number): Place {
    this.#head = seq;
    this.#ahead.delete(seq);
    while (this.#ahead.delete(this.#head + 1)) this.#onceMore.add(++this.#head);
    return fits;
  }

  #jump(seq: number): Place {
    for (let one = this.#head + 1; one < seq; one++) {
      if (!this.#ahead.delete(one)) this.holes.add(one);
    }
    this.#advance(seq);
    return { type: "ahead" };
  }

  #takesAnswer(seq: number, text: TextNumber): boolean {
    const left = this.#answers.get(text) ?? 0;
    if (left === 0) return false;
    this.#answers.set(text, left - 1);
    if (seq > this.#head) this.#ahead.add(seq);
    return true;
  }
}
