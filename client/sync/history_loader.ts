// Messages that come over HTTP: older ones on demand, and those of a hole in the log.

import type { GroupId, UserId } from "../../protocol/domain.ts";
import type { Api } from "../net/api.ts";
import { hole, oldest } from "../state/group_state.ts";
import { addOlder, apply, type StateCell } from "../state/state.ts";

const pageSize = 50;
const largestPage = 200;
/** So many messages above a wanted one are what it goes on from. */
const linesAbove = 20;

export interface HistoryLoaderDeps {
  readonly api: Api;
  readonly state: StateCell;
}

export class HistoryLoader {
  readonly #api: Api;
  readonly #state: StateCell;
  readonly #filling = new Set<GroupId>();

  constructor({ api, state }: HistoryLoaderDeps) {
    this.#api = api;
    this.#state = state;
  }

  /**
   * Puts the next older page before what is held, if there is one, with so many messages if a page
   * may have them; false when that failed.
   */
  async loadOlder(group: GroupId, least = 0): Promise<boolean> {
    const { user, groups, history } = this.#state.value;
    const groupState = groups.get(group);
    if (groupState === undefined) return false;
    // A newcomer may not see what was said before: it is not asked for.
    const size = Math.min(Math.max(pageSize, least), largestPage);
    const limit = Math.min(size, oldest(groupState) - groupState.group.firstSeq);
    if (limit <= 0) return true;
    const answer = await this.#api.messagesBefore(group, oldest(groupState), limit);
    if (!answer.ok || this.#isStale(user?.id)) return false;
    // What was asked for in another history may be lost: it is asked for again.
    if (this.#state.value.history !== history) return await this.loadOlder(group, least);
    const { messages, asOf } = answer.value;
    this.#state.value = addOlder(this.#state.value, group, messages, asOf);
    return true;
  }

  /** Loads until the log reaches down to this seq, and a little further; false when that failed. */
  async loadDownTo(group: GroupId, seq: number): Promise<boolean> {
    for (;;) {
      const first = this.#oldestOf(group);
      if (first <= seq) return true;
      const isLoaded = await this.loadOlder(group, first - seq + linesAbove);
      // A page that brought nothing would bring nothing again.
      if (!isLoaded || this.#oldestOf(group) >= first) return false;
    }
  }

  #oldestOf(group: GroupId): number {
    const groupState = this.#state.value.groups.get(group);
    return groupState === undefined ? 0 : oldest(groupState);
  }

  /** Fetches what is missing below messages that have arrived, or below a head that was told. */
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

  /** Whether there is more to fill: after a page that brought nothing, it would come again. */
  async #fillPage(group: GroupId): Promise<boolean> {
    const { user, history } = this.#state.value;
    const after = this.#holeOf(group);
    if (after === null) return false;
    const answer = await this.#api.messagesAfter(group, after, largestPage);
    if (!answer.ok || this.#isStale(user?.id)) return false;
    // As with older ones.
    if (this.#state.value.history !== history) return true;
    const { messages, asOf = 0 } = answer.value;
    for (const message of messages) {
      this.#state.value = apply(this.#state.value, { type: "message", group, message, asOf }, 0);
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
