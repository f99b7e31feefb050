// The other ends of the links from other nodes: takes each batch once, in order, and finds out
// where frames may have been lost.

import type { Batch, BatchAnswer, Connected, Item } from "./link.ts";
import type { NodeName } from "./names.ts";

export interface InboxDeps {
  /** All users who are online at a node, instead of what was known. */
  readonly onWhole: (from: NodeName, users: readonly Connected[]) => void;
  readonly onItem: (from: NodeName, item: Item) => void;
  /** Frames for users here may be lost. */
  readonly onLoss: () => void;
  /** Whether this node does what is asked of it; before, nothing can be lost. */
  readonly isAtWork: () => boolean;
}

/** What is known of the link from one node. */
interface Known {
  readonly id: string;
  number: number;
  /** How its first batch was answered, if the answer should be lost. */
  readonly first: BatchAnswer;
}

export class Inbox {
  readonly #deps: InboxDeps;
  readonly #links = new Map<NodeName, Known>();
  readonly #forgotten = new Set<NodeName>();
  /** Nodes that have said that they stop. */
  readonly #left = new Set<NodeName>();

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
  }

  take({ from, id, number, whole, items }: Batch): BatchAnswer {
    const known = this.#links.get(from);
    if (known?.id !== id) {
      if (!whole) return "whole";
      return this.#takeFirst({ from, id, number, whole, items });
    }
    if (number > known.number) {
      known.number = number;
      this.#takeItems(from, items);
    }
    return number === 1 ? known.first : "taken";
  }

  #takeFirst({ from, id, number, whole, items }: Batch & Required<Pick<Batch, "whole">>) {
    const first = this.#deps.isAtWork() ? "late" : "taken";
    // Of the link before, or of this one while it was not known, batches may be missing.
    const isNew = !this.#forgotten.delete(from) && !this.#links.has(from);
    const mayLack = !isNew && !this.#left.has(from);
    this.#links.set(from, { id, number, first });
    this.#left.delete(from);
    this.#deps.onWhole(from, whole);
    this.#takeItems(from, items);
    if (mayLack || number > 1) this.#deps.onLoss();
    return first;
  }

  #takeItems(from: NodeName, items: readonly Item[]): void {
    for (const item of items) {
      if (item.type === "bye") this.#left.add(from);
      this.#deps.onItem(from, item);
    }
  }
}
