// Messages that come over HTTP: older ones on demand, and those of a hole in the log.

import type { GroupId, UserId } from "../../protocol/domain.ts";
import type { Clock } from "../../protocol/clock.ts";
import type { Api } from "../net/api.ts";
import { Backoff } from "../net/backoff.ts";
import { hole, oldest } from "../state/group_state.ts";
import { addOlder, apply, type StateCell } from "../state/state.ts";

const pageSize = 50;
const largestPage = 200;
/** So many messages above a wanted one are what it goes on from. */
const linesAbove = 20;
/** So many holes are filled at a time. */
const fillsAtOnce = 4;
/** After so many pages of one hole only full ones go on, and slowly: no log keeps a client busy. */
const quickPages = 10;
const pageEachMs = 250;
/** A hole that could not be filled is left for so long at most, which is less than a pong takes. */
const restMostMs = 10_000;

export interface HistoryLoaderDeps {
  readonly api: Api;
  readonly state: StateCell;
  readonly clock: Clock;
  readonly random: () => number;
}

interface Rest {
  readonly backoff: Backoff;
  until: number;
}

export class HistoryLoader {
  readonly #deps: HistoryLoaderDeps;
  readonly #api: Api;
  readonly #state: StateCell;
  readonly #filling = new Set<GroupId>();
  /** Of the groups whose hole could not be filled. */
  readonly #rests = new Map<GroupId, Rest>();

  constructor(deps: HistoryLoaderDeps) {
    this.#deps = deps;
    this.#api = deps.api;
    this.#state = deps.state;
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
      if (this.#filling.size >= fillsAtOnce) return;
      if (hole(groupState) !== null && !this.#isLeft(group)) void this.#fill(group);
    }
  }

  /** What could not be had before may be there now. */
  onConnect(): void {
    this.#rests.clear();
    this.fillHoles();
  }

  #isLeft(group: GroupId): boolean {
    const restMs = (this.#rests.get(group)?.until ?? 0) - this.#deps.clock.now();
    // A clock that was put back must not make the rest longer.
    return this.#filling.has(group) || (restMs > 0 && restMs <= restMostMs);
  }

  async #fill(group: GroupId): Promise<void> {
    const { clock } = this.#deps;
    this.#filling.add(group);
    for (let pages = 1, least = 1; await this.#fillPage(group, least); pages += 1) {
      if (pages + 1 >= quickPages) least = largestPage;
      if (pages >= quickPages) await new Promise<void>((go) => clock.after(pageEachMs, go));
    }
    this.#filling.delete(group);
    if (this.#holeOf(group) !== null) return this.#rest(group);
    this.#rests.delete(group);
    this.fillHoles();
  }

  #rest(group: GroupId): void {
    const { clock, random } = this.#deps;
    const rest = this.#rests.get(group) ?? { backoff: new Backoff(random), until: 0 };
    rest.until = clock.now() + Math.min(rest.backoff.next(), restMostMs);
    this.#rests.set(group, rest);
  }

  /** Whether to go on: there is more to fill, and the page had so many messages at least. */
  async #fillPage(group: GroupId, least: number): Promise<boolean> {
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
    return next !== null && next > after && messages.length >= least;
  }

  #holeOf(group: GroupId): number | null {
    const groupState = this.#state.value.groups.get(group);
    return groupState === undefined ? null : hole(groupState);
  }

  #isStale(user: UserId | undefined): boolean {
    return this.#state.value.user?.id !== user;
  }
}
