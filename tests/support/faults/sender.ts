// A client that sends numbered texts through crashes as the protocol asks: after a reconnection it
// sends what was not acknowledged again, with the same ids and in the same order.

import assert from "node:assert/strict";
import type { GroupId, Message, MessageId } from "../../../protocol/domain.ts";
import type { Client, Line } from "../../../tools/client.ts";

export interface Text {
  readonly id: MessageId;
  readonly text: string;
}

export class Sender {
  /** Every text, in the order of first sending. */
  readonly sent: Text[] = [];
  /** Where each acknowledged text stands. */
  readonly acknowledged = new Map<MessageId, number>();
  /** How many texts were sent again. */
  repeats = 0;
  readonly #group: GroupId;
  readonly #inFlight: number;

  constructor(group: GroupId, inFlight: number) {
    this.#group = group;
    this.#inFlight = inFlight;
  }

  get unacknowledged(): Text[] {
    return this.sent.filter(({ id }) => !this.acknowledged.has(id));
  }

  /** Opens a socket; sends what is owed, then new texts, until so many more are acknowledged. */
  async send(client: Client, more: number): Promise<Line> {
    const line = await client.connect();
    await line.hello();
    const owed = this.unacknowledged;
    this.repeats += owed.length;
    for (const text of owed) this.#put(line, text);
    const enough = this.acknowledged.size + more;
    while (this.acknowledged.size < enough) {
      while (this.unacknowledged.length < this.#inFlight) this.#put(line, this.#write());
      await this.#hear(line);
    }
    return line;
  }

  /** Notes what came after `send` had enough, until the socket has ended. */
  async listen(line: Line): Promise<void> {
    await line.closed;
    for (const frame of line.received) if (frame.type === "message") this.#note(frame.message);
  }

  /** Opens a socket, and sends what is owed until nothing is. */
  async settle(client: Client): Promise<void> {
    const line = await client.connect();
    await line.hello();
    for (const text of this.unacknowledged) this.#put(line, text);
    while (this.unacknowledged.length > 0) await this.#hear(line);
    await line.close();
  }

  #write(): Text {
    const text = { id: crypto.randomUUID() as MessageId, text: `text ${this.sent.length + 1}` };
    this.sent.push(text);
    return text;
  }

  #put(line: Line, { id, text }: Text): void {
    line.send({ type: "send", group: this.#group, id, text });
  }

  async #hear(line: Line): Promise<void> {
    const frame = await line.next(({ type }) => type === "message" || type === "error");
    assert.equal(frame.type, "message", JSON.stringify(frame));
    if (frame.type === "message") this.#note(frame.message);
  }

  #note({ id, seq }: Message): void {
    const before = this.acknowledged.get(id);
    assert.ok(
      before === undefined || before === seq,
      `"${id}" was acknowledged at ${before} and at ${seq}`,
    );
    this.acknowledged.set(id, seq);
  }
}
