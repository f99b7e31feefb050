// The other ends of the links from other nodes: takes each batch once, in order, and finds out
// where frames may have been lost.

import type { Batch, BatchAnswer, Connected, Item, Position } from "./link.ts";
import type { NodeName } from "./names.ts";

export interface InboxDeps {
  /** All users who are online at a node, instead of what was known. */
  readonly onWhole: (from: NodeName, users: readonly Connected[]) => void;
  /** `waited`: for how long the sender had it, in ms, at most. */
  readonly onItem: (from: NodeName, item: Item, waited: number) => void;
  /** Frames for users here may be lost. */
  readonly onLoss: () => void;
  /** Whether this node does what is asked of it; before, nothing can be lost. */
  readonly isAtWork: () => boolean;
  /** The end of what this node has sent to another one. */
  readonly sentTo: (node: NodeName) => Position | null;
}

/** What is known of the link from one node. */
interface Known {
  readonly id: string;
  number: number;
  /** How its first batch was answered, if the answer should be lost. */
  readonly first: "taken" | "late";
}

interface Waiting {
  readonly position: Position;
  readonly resolve: () => void;
}

export class Inbox {
  readonly #deps: InboxDeps;
  readonly #links = new Map<NodeName, Known>();
  readonly #forgotten = new Set<NodeName>();
  /** Nodes that have said that they stop. */
  readonly #left = new Set<NodeName>();
  readonly #waiting = new Map<NodeName, Set<Waiting>>();

  constructor(deps: InboxDeps) {
    this.#deps = deps;
  }

  /** Whether a node has told all users that it has. */
  knows(node: NodeName): boolean {
    return this.#links.has(node);
  }

  /** The id of the link by which a node has told its users; null: it has not. */
  linkOf(node: NodeName): string | null {
    return this.#links.get(node)?.id ?? null;
  }

  /** Whether a node has said that it stops, and has not come back since. */
  hasLeft(node: NodeName): boolean {
    return this.#left.has(node);
  }

  /** The node is gone. Should it not be, it must tell all users anew, and something is lost. */
  forget(node: NodeName): void {
    if (this.#links.delete(node)) this.#forgotten.add(node);
    this.#settle(node);
  }

  /**
   * Resolves when all up to there was taken, or will never be; null: it is so now. After `signal`
   * nobody waits for it.
   */
  reached(
    node: NodeName,
    position: Position | null,
    signal?: AbortSignal,
  ): Promise<void> | null {
    if (position === null || this.#hasReached(node, position)) return null;
    const waiting = this.#waiting.get(node) ?? new Set();
    this.#waiting.set(node, waiting);
    return new Promise((resolve) => {
      const waiter = { position, resolve };
      waiting.add(waiter);
      signal?.addEventListener("abort", () => waiting.delete(waiter));
    });
  }

  take(batch: Batch): BatchAnswer {
    const type = this.#take(batch);
    this.#settle(batch.from);
    return { type, sent: this.#deps.sentTo(batch.from) };
  }

  #take(batch: Batch): BatchAnswer["type"] {
    const { from, id, number, whole } = batch;
    const known = this.#links.get(from);
    if (known?.id !== id) return whole ? this.#takeFirst({ ...batch, whole }) : "whole";
    if (number > known.number) {
      known.number = number;
      this.#takeItems(batch);
    }
    return number === 1 ? known.first : "taken";
  }

  /** A link that is not known, or no more, is another one by now. */
  #hasReached(node: NodeName, { id, number }: Position): boolean {
    const known = this.#links.get(node);
    return known?.id !== id || known.number >= number;
  }

  #settle(node: NodeName): void {
    const waiting = this.#waiting.get(node) ?? new Set();
    for (const waiter of waiting) {
      if (!this.#hasReached(node, waiter.position)) continue;
      waiting.delete(waiter);
      waiter.resolve();
    }
  }

  #takeFirst(batch: Batch & Required<Pick<Batch, "whole">>): "taken" | "late" {
    const { from, id, number, whole, lacks = false } = batch;
    const first = this.#deps.isAtWork() ? "late" : "taken";
    // Of the link before, or of this one while it was not known, batches may be missing.
    const isNew = !this.#forgotten.delete(from) && !this.#links.has(from);
    const mayLack = lacks || (!isNew && !this.#left.has(from));
    this.#links.set(from, { id, number, first });
    this.#left.delete(from);
    this.#deps.onWhole(from, whole);
    this.#takeItems(batch);
    if (mayLack || number > 1) this.#deps.onLoss();
    return first;
  }

  #takeItems({ from, items, waited }: Batch): void {
    for (const item of items) {
      if (item.type === "bye") this.#left.add(from);
      this.#deps.onItem(from, item, waited);
    }
  }
}
