// Links: the ordered way of frames and facts from one node to another. A batch at a time is under
// way and is repeated until it is answered; the receiver knows batches by their numbers. A link
// begins with all users that its sender has, so that a receiver knows them whatever was lost.

import type { SessionsEnd, Spending } from "../actors/runtime/placement.ts";
import type { Cancel, Clock } from "../protocol/clock.ts";
import type { SessionId, UserId } from "../protocol/domain.ts";
import type { Engine } from "./engine.ts";
import type { NodeName } from "./names.ts";

/** A user who is online at the sender. */
export interface Connected {
  readonly user: UserId;
  /** When each of their sockets was opened, in ms since 1970; none: the user is leaving. */
  readonly opened: readonly number[];
}

export type Item =
  /** `text`: the frame, encoded. */
  | { readonly type: "frame"; readonly users: readonly UserId[]; readonly text: string }
  | ({ readonly type: "connected"; readonly told: Told } & Connected)
  /** The user is online at the sender no more. */
  | { readonly type: "offline"; readonly user: UserId; readonly told: Told }
  | { readonly type: "spent"; readonly kind: Spending; readonly counts: Counts }
  | { readonly type: "session_over"; readonly user: UserId; readonly session: SessionId }
  | { readonly type: "sessions_over"; readonly user: UserId; readonly end: SessionsEnd }
  | { readonly type: "jobs" }
  /** Nodes that the sender cannot reach. */
  | { readonly type: "suspects"; readonly nodes: readonly NodeName[] }
  /** The sender stops, and has nothing left to say. */
  | { readonly type: "bye" };
/**
 * Frames tell of it, too, to those users of the receiver of whom this link of the receiver has told;
 * null: no frames do.
 */
type Told = string | null;
type Counts = readonly (readonly [user: UserId, count: number])[];

export interface Batch {
  readonly from: NodeName;
  /** Of the link. */
  readonly id: string;
  /** From 1 on. */
  readonly number: number;
  /** All users who are online at the sender. Absent: as told before. */
  readonly whole?: readonly Connected[];
  readonly items: readonly Item[];
}

/**
 * What a batch is answered with. "whole": the receiver does not know the link; it has taken
 * nothing, and wants the batch again, with all users. "late": taken, and the receiver had been at
 * work without knowing the sender's users, so that frames for them may be lost.
 */
export type BatchAnswer = "taken" | "whole" | "late";

export interface LinkDeps {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly defer: (run: () => void) => void;
  /** All users who are online here. */
  readonly whole: () => readonly Connected[];
  /** The receiver may have missed frames for users here. */
  readonly onLate: () => void;
}

const retryMs = 100;
/** A link that has nothing to say says so at this pace: a receiver that began anew is found so. */
const beatMs = 1_000;
/** Items of one batch. */
const batchMost = 2_000;
/** Characters of frames that may wait. Past them all is dropped, and the receiver is told. */
const queueMost = 32_000_000;

export class Link {
  readonly #node: NodeName;
  readonly #deps: LinkDeps;
  #id: string;
  #number = 0;
  #queue: Item[] = [];
  #queuedLength = 0;
  #state: "idle" | "deferred" | "under way" | "closed" = "idle";
  #addedCount = 0;
  #takenCount = 0;
  /** Who waits until so many items are taken, in the order of the counts. */
  #awaited: { readonly count: number; readonly resolve: () => void }[] = [];
  readonly #stopBeat: Cancel;

  constructor(node: NodeName, deps: LinkDeps) {
    this.#node = node;
    this.#deps = deps;
    this.#id = deps.newId();
    this.#stopBeat = deps.clock.every(beatMs, () => {
      if (this.#state === "idle") this.#deferSend();
    });
    this.#deferSend();
  }

  send(item: Item): void {
    if (this.#state === "closed") return;
    if (this.#queuedLength > queueMost) this.#overflow();
    this.#queue.push(item);
    this.#addedCount += 1;
    if (item.type === "frame") this.#queuedLength += item.text.length;
    if (this.#state === "idle") this.#deferSend();
  }

  get id(): string {
    return this.#id;
  }

  /** Resolves when all that was sent so far is taken, or the link is closed; null: it is taken. */
  caughtUp(): Promise<void> | null {
    if (this.#state === "closed" || (this.#number > 0 && this.#takenCount === this.#addedCount)) {
      return null;
    }
    const count = this.#addedCount;
    return new Promise((resolve) => this.#awaited.push({ count, resolve }));
  }

  close(): void {
    this.#state = "closed";
    this.#stopBeat();
    this.#queue = [];
    this.#settle(Infinity);
  }

  /** As by another link, the receiver brings its users up to date from the store. */
  #overflow(): void {
    this.#takenCount += this.#queue.length;
    this.#queue = [];
    this.#queuedLength = 0;
    this.#id = this.#deps.newId();
    this.#number = 0;
  }

  #deferSend(): void {
    this.#state = "deferred";
    this.#deps.defer(() => this.#begin());
  }

  #begin(): void {
    if (this.#state === "closed") return;
    const items = this.#queue.splice(0, batchMost);
    for (const item of items) if (item.type === "frame") this.#queuedLength -= item.text.length;
    this.#number += 1;
    this.#state = "under way";
    void this.#push({ id: this.#id, number: this.#number, items });
  }

  /** Until the batch is taken. Never rejects. */
  async #push(batch: Pick<Batch, "id" | "number" | "items">): Promise<void> {
    let isWhole = batch.number === 1;
    for (let answer = null; answer !== "taken" && answer !== "late";) {
      answer = await this.#tryPush(batch, isWhole);
      if (this.#isClosed) return;
      if (answer === "late") this.#deps.onLate();
      if (answer === "whole") isWhole = true;
      if (answer === null) await new Promise<void>((go) => this.#deps.clock.after(retryMs, go));
      if (this.#isClosed) return;
    }
    this.#takenCount += batch.items.length;
    this.#settle(this.#takenCount);
    if (this.#queue.length > 0) this.#deferSend();
    else this.#state = "idle";
  }

  get #isClosed(): boolean {
    return this.#state === "closed";
  }

  /** Null: it is not known whether the batch was taken. */
  async #tryPush(
    batch: Pick<Batch, "id" | "number" | "items">,
    isWhole: boolean,
  ): Promise<BatchAnswer | null> {
    const { engine, whole } = this.#deps;
    const sent: Batch = { from: engine.node, ...batch, ...(isWhole && { whole: whole() }) };
    try {
      return await engine.push(this.#node, JSON.stringify(sent)) as BatchAnswer;
    } catch {
      return null;
    }
  }

  #settle(count: number): void {
    while (this.#awaited[0] && this.#awaited[0].count <= count) this.#awaited.shift()?.resolve();
  }
}
