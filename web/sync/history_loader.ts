// What comes over HTTP instead of the line: older messages on demand, and the messages of a hole.

import type { Signal } from "@preact/signals";
import type { GroupId, UserId } from "../../protocol/domain.ts";
import type { Api } from "../net/api.ts";
import { hole, oldest } from "../state/group_state.ts";
import { addOlder, apply, type State } from "../state/state.ts";

const pageSize = 50;
const holePageSize = 200;

export class HistoryLoader {
  readonly #api: Api;
  readonly #state: Signal<State>;
  readonly #filling = new Set<GroupId>();

  constructor(api: Api, state: Signal<State>) {
    this.#api = api;
    this.#state = state;
  }

  /**
   * Puts the next older page before what is held, when there is one; false when it could not be
   * had.
   */
  async loadOlder(group: GroupId): Promise<boolean> {
    const { user, groups } = this.#state.value;
    const groupState = groups.get(group);
    if (groupState === undefined) return false;
    // What was said before this user came is not for them: it is not asked for.
    const limit = Math.min(pageSize, oldest(groupState) - groupState.group.firstSeq);
    if (limit <= 0) return true;
    const answer = await this.#api.messagesBefore(group, oldest(groupState), limit);
    if (!answer.ok || this.#isStale(user?.id)) return false;
    this.#state.value = addOlder(this.#state.value, group, answer.value.messages);
    return true;
  }

  /** Fetches what is missing below messages that arrived, or below what the server says it has. */
  fillHoles(): void {
    for (const [group, groupState] of this.#state.value.groups) {
      if (hole(groupState) !== null && !this.#filling.has(group)) void this.#fill(group);
    }
  }

  async #fill(group: GroupId): Promise<void> {
    this.#filling.add(group);
    while (await this.#fillPage(group));
    this.#filling.delete(group);
  }

  /**
   * Whether there is more to fill: not when nothing came, or the same page would be asked for again
   * and again.
   */
  async #fillPage(group: GroupId): Promise<boolean> {
    const user = this.#state.value.user?.id;
    const after = this.#holeOf(group);
    if (after === null) return false;
    const answer = await this.#api.messagesAfter(group, after, holePageSize);
    if (!answer.ok || this.#isStale(user)) return false;
    for (const message of answer.value.messages) {
      this.#state.value = apply(this.#state.value, { type: "message", group, message }, 0);
    }
    const next = this.#holeOf(group);
    return next !== null && next > after;
  }

  #holeOf(group: GroupId): number | null {
    const groupState = this.#state.value.groups.get(group);
    return groupState === undefined ? null : hole(groupState);
  }

  #isStale(user: UserId | undefined): boolean {
    return this.#state.value.user?.id !== user;
  }
}
