// What lies over a page and is closed by the way back: dialogs and menus.

/** The part of a browser's History that is used here. */
export type LayerHistory = Pick<History, "state" | "pushState" | "go">;

export interface LayersDeps {
  readonly history: LayerHistory;
  /** Runs a function once what runs now has ended. */
  readonly soon: (run: () => void) => void;
}

/**
 * While layers are open, the history has one entry more for each, at the same address, so that Back
 * takes the last one away. The browser goes back later than it is asked to. So what is wanted is
 * noted at once, and the history is brought there once nothing of it is on the way: a menu whose
 * item opens a dialog costs no way back and forth.
 */
export class Layers {
  readonly #deps: LayersDeps;
  /** What closes each, the topmost last. */
  #open: (() => void)[] = [];
  /** Whether the history is on its way to where this has sent it. */
  #isTravelling = false;
  /** What waits until no entry of a layer is left. */
  #onBare: (() => void)[] = [];
  #isDue = false;

  constructor(deps: LayersDeps) {
    this.#deps = deps;
    // A reload has left entries, and closed what they stood for.
    this.#settleSoon();
  }

  /** Notes that something was opened, and gives what notes that it is closed. */
  open(close: () => void): () => void {
    this.#open.push(close);
    this.#settleSoon();
    return () => {
      this.#open = this.#open.filter((each) => each !== close);
      this.#settleSoon();
    };
  }

  /** Runs a function at the entry of the page itself, with no layer's above it. */
  whenBare(run: () => void): void {
    this.#open = [];
    if (!this.#isTravelling && this.#depth === 0) return run();
    this.#onBare.push(run);
    this.#settleSoon();
  }

  /** Called when the browser has gone through its history. */
  onPopState(): void {
    // Sent by this, it closes nothing that was opened meanwhile.
    const closed = this.#isTravelling ? [] : this.#open.splice(this.#depth);
    this.#isTravelling = false;
    for (const close of closed.reverse()) close();
    this.#settle();
  }

  /** How many layers the current entry stands for. */
  get #depth(): number {
    const state: unknown = this.#deps.history.state;
    const isLayer = typeof state === "object" && state !== null && "layers" in state;
    return isLayer && typeof state.layers === "number" ? state.layers : 0;
  }

  #settleSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#deps.soon(() => {
      this.#isDue = false;
      this.#settle();
    });
  }

  #settle(): void {
    if (this.#isTravelling) return;
    const over = this.#depth - this.#open.length;
    if (over > 0) {
      this.#isTravelling = true;
      return this.#deps.history.go(-over);
    }
    for (let depth = this.#depth; depth < this.#open.length;) {
      this.#deps.history.pushState({ layers: ++depth }, "");
    }
    if (this.#depth === 0) this.#onBare.splice(0).forEach((run) => run());
  }
}
