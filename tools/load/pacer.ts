// When texts are due: evenly, whatever the server does meanwhile. Pure.

/** Texts whose time has come, each once, by the clock that is handed in. */
export class Pacer {
  readonly #perMs: number;
  readonly #from: number;
  readonly #until: number;
  #given = 0;

  /** From `from` on, for so long, in ms. */
  constructor(perSecond: number, from: number, lastingMs: number) {
    this.#perMs = perSecond / 1_000;
    this.#from = from;
    this.#until = from + lastingMs;
  }

  get isOver(): boolean {
    return this.#dueAt(this.#given) >= this.#until;
  }

  /** The moments, up to `now`, at which a text was due since this was asked last. */
  due(now: number): number[] {
    const moments: number[] = [];
    for (let at; (at = this.#dueAt(this.#given)) <= now && at < this.#until;) {
      moments.push(at);
      this.#given++;
    }
    return moments;
  }

  #dueAt(nth: number): number {
    return this.#from + nth / this.#perMs;
  }
}
