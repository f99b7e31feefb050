// What runs print that go on beside each other, for one terminal: the first one as it comes, and
// each next one once those before it have ended. No run breaks into another one's lines.

export class Relay<Chunk> {
  readonly #print: (chunk: Chunk) => void;
  readonly #waiting = new Map<number, Chunk[]>();
  readonly #ended = new Set<number>();
  /** The run whose turn it is to print. */
  #turn = 0;

  constructor(print: (chunk: Chunk) => void) {
    this.#print = print;
  }

  /** `run` counts from 0. */
  put(run: number, chunk: Chunk): void {
    if (run === this.#turn) return this.#print(chunk);
    this.#waiting.set(run, [...this.#waiting.get(run) ?? [], chunk]);
  }

  end(run: number): void {
    this.#ended.add(run);
    while (this.#ended.has(this.#turn)) {
      this.#turn += 1;
      for (const chunk of this.#waiting.get(this.#turn) ?? []) this.#print(chunk);
      this.#waiting.delete(this.#turn);
    }
  }
}
