// A client under faults: keeps a few frames in flight, notes what is acknowledged and shown, and
// sends again with the same ids what was refused as unavailable or not answered. Throws at a hole
// in what it is shown.

import assert from "node:assert/strict";
import type { ClientFrame, ServerFrame } from "../../../protocol/frames.ts";
import type { GroupId, Message, MessageId, UserId } from "../../../protocol/domain.ts";
import type { Client, Line } from "../../../tools/client.ts";
import type { Random } from "../../../tools/random.ts";

export type Sent = Extract<ClientFrame, { type: "send" | "edit" | "erase" | "react" }>;

/** A refusal, and how long it took after the last sending. */
export interface Refused {
  readonly sentAt: number;
  readonly tookMs: number;
}

export interface ChatterOptions {
  readonly group: GroupId;
  readonly name: string;
  readonly random: Random;
  /** Called when something was acknowledged, refused or shown. */
  readonly onChange: () => void;
}

/** Frames in flight at any time. */
const inFlight = 2;
/** A refused frame is sent again with the next of these ticks. */
const resendMs = 100;

export class Chatter {
  /** Every frame that was ever sent, by its id. */
  readonly sent = new Map<MessageId, Sent>();
  /** Where each acknowledged frame stands. */
  readonly acknowledged = new Map<MessageId, number>();
  /** Who and what was shown at each place. */
  readonly shown = new Map<number, { readonly id: MessageId; readonly by: UserId | null }>();
  readonly refusals: Refused[] = [];
  /** How many lines were opened. */
  lines = 0;
  /** How many times a frame was sent again. */
  repeats = 0;
  /** How many of them were stored already when they were sent again. */
  doubtful = 0;
  lastAcknowledgedAt = 0;
  readonly #options: ChatterOptions;
  readonly #owed = new Map<MessageId, Sent>();
  readonly #sentAt = new Map<MessageId, number>();
  readonly #repeatedAt = new Map<MessageId, number>();
  readonly #refused = new Set<MessageId>();
  #me: UserId | null = null;
  #head = 0;
  #texts: number[] = [];
  #stopped = false;
  #line: Line | null = null;

  constructor(options: ChatterOptions) {
    this.#options = options;
  }

  /** Up to here it was shown everything. */
  get head(): number {
    return this.#head;
  }

  /** How many frames were sent and not acknowledged. */
  get owed(): number {
    return this.#owed.size;
  }

  /** From now on sends nothing new, only what is owed. */
  stop(): void {
    this.#stopped = true;
  }

  /** Ends the line as a good client does. */
  async close(): Promise<void> {
    await this.#line?.close();
  }

  /** Opens a line, resumes, and talks until the line ends. Rejects at a broken promise. */
  async talk(client: Client): Promise<void> {
    const line = await this.#open(client);
    for (const frame of this.#owed.values()) this.#put(line, frame);
    this.#refused.clear();
    this.#fill(line);
    const ticking = setInterval(() => this.#sendAgain(line), resendMs);
    try {
      for (let frame = await hear(line); frame !== null; frame = await hear(line)) {
        this.#take(frame);
        this.#fill(line);
        this.#options.onChange();
      }
    } finally {
      clearInterval(ticking);
    }
  }

  /** Opens a line, and reads until it was shown the whole log. */
  async catchUp(client: Client, lastSeq: number): Promise<void> {
    const line = await this.#open(client);
    while (this.#head < lastSeq) {
      this.#take(
        await hear(line) ?? assert.fail(`${this.#options.name} has ${this.#head} of ${lastSeq}`),
      );
    }
    await line.close();
  }

  async #open(client: Client): Promise<Line> {
    const line = await client.connect();
    this.#line = line;
    this.lines++;
    const { user } = await line.hello(
      { [this.#options.group]: this.#head } as Record<GroupId, number>,
    );
    this.#me = user.id;
    return line;
  }

  #take(frame: ServerFrame): void {
    if (frame.type === "message") this.#note(frame.message);
    if (frame.type === "error") this.#noteRefusal(frame);
    assert.notEqual(frame.type, "gone");
  }

  #noteRefusal({ id, code, detail }: ServerFrame & { type: "error" }): void {
    assert.equal(code, "unavailable", `${this.#options.name} was refused: ${code}, ${detail}`);
    const sentAt = this.#sentAt.get(id as MessageId) ??
      assert.fail(`An error for "${id}", which was not sent`);
    this.refusals.push({ sentAt, tookMs: performance.now() - sentAt });
    this.#refused.add(id as MessageId);
  }

  #note(message: Message): void {
    const { id, by, seq } = message;
    const known = this.shown.get(seq);
    assert(
      known === undefined || (known.id === id && known.by === by),
      `Two messages were shown at ${seq}`,
    );
    const mine = by === this.#me && this.sent.has(id);
    if (mine) this.#acknowledge(message);
    // Only the answer to a repeat may come before what was missed.
    if (seq > this.#head + 1 && mine) return;
    assert(seq <= this.#head + 1, `${this.#options.name} was shown ${seq} after ${this.#head}`);
    this.shown.set(seq, { id, by });
    this.#head = Math.max(this.#head, seq);
  }

  #acknowledge({ id, seq, kind, at }: Message): void {
    const before = this.acknowledged.get(id);
    assert(
      before === undefined || before === seq,
      `"${id}" was acknowledged at ${before} and at ${seq}`,
    );
    if (before !== undefined) return;
    this.acknowledged.set(id, seq);
    if (Date.parse(at) < (this.#repeatedAt.get(id) ?? 0)) this.doubtful++;
    this.#refused.delete(id);
    this.#owed.delete(id);
    this.lastAcknowledgedAt = performance.now();
    if (kind === "text") this.#texts = [...this.#texts.slice(-20), seq];
  }

  #fill(line: Line): void {
    if (this.#stopped) return;
    while (this.#owed.size < inFlight) {
      const frame = this.#write();
      this.sent.set(frame.id, frame);
      this.#owed.set(frame.id, frame);
      this.#put(line, frame);
    }
  }

  /** Mostly texts; now and then it edits, reacts to or takes back an earlier text of its own. */
  #write(): Sent {
    const { group, random } = this.#options;
    const id = crypto.randomUUID() as MessageId;
    const text = `${this.#options.name} ${this.sent.size + 1}`;
    const chance = random.float();
    // A frame in flight for a text might find it taken back.
    const targets = this.#texts.filter((seq) =>
      this.#owed.values().every((frame) => !("seq" in frame) || frame.seq !== seq)
    );
    const seq = random.pick(targets);
    if (chance < 0.8 || seq === undefined) return { type: "send", group, id, text };
    if (chance < 0.9) return { type: "edit", group, id, seq, text: `${text}, edited` };
    if (chance < 0.98) return { type: "react", group, id, seq, emoji: "👍", on: chance < 0.95 };
    this.#texts = this.#texts.filter((one) => one !== seq);
    return { type: "erase", group, id, seq };
  }

  #put(line: Line, frame: Sent): void {
    if (this.#sentAt.has(frame.id)) {
      this.repeats++;
      this.#repeatedAt.set(frame.id, Date.now());
    }
    this.#sentAt.set(frame.id, performance.now());
    line.send(frame);
  }

  #sendAgain(line: Line): void {
    for (const frame of this.#owed.values()) {
      if (this.#refused.delete(frame.id)) this.#put(line, frame);
    }
  }
}

/** The next frame; null: the line has ended. Rejects when none comes for long. */
async function hear(line: Line): Promise<ServerFrame | null> {
  try {
    return await line.next(() => true);
  } catch (error) {
    if (await Promise.race([line.closed, Promise.resolve(null)]) !== null) return null;
    throw error;
  }
}
