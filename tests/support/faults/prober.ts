// A socket for frames of every kind: knows the answer that each must get, and waits for it.

import assert from "node:assert/strict";
import type { GroupId } from "../../../protocol/domain.ts";
import type { ServerFrame } from "../../../protocol/frames.ts";
import type { Client, Line } from "../../../tools/client.ts";
import { type Mutant, readFrame } from "./frames.ts";

/** What the frames of all sockets came to. */
export interface Tally {
  /** Ids of valid sends, with their texts. */
  readonly said: Map<string, string>;
  /** Ids of messages of other kinds that were stored. */
  readonly amended: Set<string>;
  readonly counts: { refused: number; pongs: number; noted: number; amendsRefused: number };
}

export interface ProberOptions {
  readonly group: GroupId;
  /** The log surely reaches here; no read pointer above is sent, unless it is far above. */
  readonly sure: number;
  readonly tally: Tally;
}

const farAbove = 1_000_000;

/** Opens a socket and greets. */
export async function openProber(client: Client, options: ProberOptions): Promise<Prober> {
  const line = await client.connect();
  await line.hello();
  return new Prober(line, options);
}

export class Prober {
  /** Frames that must be refused as `invalid`, since this was last set to zero. */
  invalid = 0;
  readonly #line: Line;
  readonly #options: ProberOptions;
  #errors = 0;
  #pongs = 0;
  readonly #stores = new Set<string>();
  readonly #decides = new Set<string>();
  /** The texts among them, which answer a message that may be none. */
  readonly #answers = new Map<string, string>();

  constructor(line: Line, options: ProberOptions) {
    this.#line = line;
    this.#options = options;
  }

  /** Sends the frame. False: it would end the membership, or its answer cannot be known. */
  send(sent: Mutant): boolean {
    if (!this.#expect(sent)) return false;
    this.#line.sendRaw(sent);
    return true;
  }

  /** Waits until every frame has the answer that it must get. */
  async settled(): Promise<void> {
    while (this.#errors + this.#pongs + this.#stores.size + this.#decides.size > 0) {
      this.#take(await this.#line.next(() => true));
    }
  }

  async close(): Promise<void> {
    await this.#line.close();
  }

  #expect(sent: Mutant): boolean {
    const { group, sure, tally } = this.#options;
    const frame = readFrame(sent);
    if (frame === null) {
      this.#errors++;
      this.invalid++;
      tally.counts.refused++;
      return true;
    }
    if (frame.type === "quit" && frame.group === group) return false;
    if (frame.type === "ping") this.#pongs++;
    else if (frame.group !== group) this.#errors++;
    else if (frame.type === "send" && frame.reply === undefined) {
      this.#stores.add(frame.id);
      tally.said.set(frame.id, frame.text);
    } else if ("id" in frame) {
      if (frame.type === "send") this.#answers.set(frame.id, frame.text);
      this.#decides.add(frame.id);
    } else if (frame.type === "read") {
      if (frame.seq > sure && frame.seq < farAbove) return false;
      if (frame.seq >= farAbove) this.#errors++;
    }
    if (frame.type === "ping") tally.counts.pongs++;
    if (frame.type === "read" || frame.type === "typing") tally.counts.noted++;
    return true;
  }

  #take(frame: ServerFrame): void {
    const { tally } = this.#options;
    if (frame.type === "pong") this.#pongs--;
    if (frame.type === "message") {
      this.#stores.delete(frame.message.id);
      const { id } = frame.message;
      const answer = this.#answers.get(id);
      if (this.#decides.delete(id)) {
        if (answer === undefined) tally.amended.add(id);
        else tally.said.set(id, answer);
      }
    }
    if (frame.type === "error" && frame.id !== null && this.#decides.delete(frame.id)) {
      assert(["no_such_message", "not_yours"].includes(frame.code), frame.code);
      tally.counts.amendsRefused++;
    } else if (frame.type === "error") {
      assert(
        ["invalid", "too_long", "not_member", "no_such_message"].includes(frame.code),
        JSON.stringify(frame),
      );
      assert(
        frame.id === null || !this.#stores.has(frame.id),
        `A valid send was refused: ${frame.detail}`,
      );
      this.#errors--;
    }
    assert(this.#errors >= 0 && this.#pongs >= 0, `One answer too many: ${JSON.stringify(frame)}`);
  }
}
