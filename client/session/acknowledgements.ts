// Operations that a program waits for: each is acknowledged by its message, or refused.

import type { GroupId, Message, MessageId, UserId } from "../../protocol/domain.ts";
import type { TrioError } from "./trio_error.ts";

interface Waiting {
  readonly group: GroupId;
  readonly id: MessageId;
  readonly message: Promise<Message>;
  readonly resolve: (message: Message) => void;
  readonly reject: (error: TrioError) => void;
}

export class Acknowledgements {
  readonly #waiting = new Map<MessageId, Waiting>();

  /** The message that the operation becomes; rejects when it is refused for good. */
  expect(group: GroupId, id: MessageId): Promise<Message> {
    const known = this.#waiting.get(id);
    if (known !== undefined) return known.message;
    let resolve: Waiting["resolve"] = () => {};
    let reject: Waiting["reject"] = () => {};
    const message = new Promise<Message>((...ends) => [resolve, reject] = ends);
    this.#waiting.set(id, { group, id, message, resolve, reject });
    return message;
  }

  /** A message is durable. */
  settle(message: Message, me: UserId | undefined): void {
    if (message.by !== me) return;
    this.#waiting.get(message.id)?.resolve(message);
    this.#waiting.delete(message.id);
  }

  /** Those that it concerns will not be acknowledged. */
  refuse(concerns: (one: Pick<Waiting, "group" | "id">) => boolean, error: TrioError): void {
    for (const one of [...this.#waiting.values()].filter(concerns)) {
      this.#waiting.delete(one.id);
      one.reject(error);
    }
  }
}
