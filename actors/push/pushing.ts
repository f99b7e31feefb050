// Pushes: what is told is queued in the store, and what is due there is sent.

import type { AwayText } from "../../db/store/pushes.ts";
import type { GroupId, UserId } from "../../protocol/domain.ts";
import { type PushNews, PushQueue, type PushQueueDeps } from "./push_queue.ts";
import { PushSender, type PushSenderDeps } from "./push_sender.ts";

export type PushingDeps = Omit<PushQueueDeps, "onQueued"> & PushSenderDeps;

export class Pushing implements PushNews {
  readonly #queue: PushQueue;
  readonly #sender: PushSender;

  constructor(deps: PushingDeps) {
    this.#sender = new PushSender(deps);
    this.#queue = new PushQueue({ ...deps, onQueued: () => this.#sender.wake() });
  }

  matched(group: GroupId, users: readonly UserId[]): void {
    this.#queue.matched(group, users);
  }

  texted(text: Omit<AwayText, "at">): void {
    this.#queue.texted(text);
  }

  asleep(users: readonly UserId[]): void {
    this.#queue.asleep(users);
  }

  /** Queues what was told; what is not sent by then is sent after the next start. */
  async stop(): Promise<void> {
    // First: what is queued last is not leased for a process that ends.
    await this.#sender.stop();
    await this.#queue.stop();
  }
}
