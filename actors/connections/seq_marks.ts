// The last seq of each of some groups, in as little memory as that takes: each connection has one,
// of mostly few groups, for which a Map takes twice as much.

import type { GroupId } from "../../protocol/domain.ts";

export class SeqMarks {
  /** Group, seq, group, seq, and so on, in the order in which they came. */
  #marks: (GroupId | number)[] = [];

  get isEmpty(): boolean {
    return this.#marks.length === 0;
  }

  get groups(): readonly GroupId[] {
    return this.#marks.filter((mark) => typeof mark === "string");
  }

  /** Null: there is none. */
  of(group: GroupId): number | null {
    const seq = this.#marks[this.#marks.indexOf(group) + 1];
    return typeof seq === "number" ? seq : null;
  }

  set(group: GroupId, seq: number): void {
    const at = this.#marks.indexOf(group);
    if (at >= 0) this.#marks[at + 1] = seq;
    // Anew: what grows in place takes room for more.
    else this.#marks = [...this.#marks, group, seq];
  }

  delete(group: GroupId): void {
    const at = this.#marks.indexOf(group);
    if (at >= 0) this.#marks = this.#marks.toSpliced(at, 2);
  }
}
