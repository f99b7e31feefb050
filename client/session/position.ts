// How far a program has got in the logs of its groups, to go on from there when it is started
// again. The program says which events it has done with, and keeps the position as JSON.

import type { GroupId, UserId } from "../../protocol/domain.ts";
import { type GroupState } from "../state/group_state.ts";
import { toldUpTo } from "./news.ts";
import type { SessionEvent } from "./session_events.ts";

/** The form in which a position is kept. */
export interface KeptPosition {
  readonly user: UserId;
  readonly history: string;
  /** Of each group the seq, and the highest that made a message up to it what it was. */
  readonly groups: Readonly<Record<GroupId, readonly [seq: number, asOf: number]>>;
}

export class Position {
  #user: UserId | null = null;
  #history: string | null = null;
  #groups = new Map<GroupId, readonly [seq: number, asOf: number]>();

  /** `kept`: what `toJSON` gave; null: none is kept. */
  constructor(kept: KeptPosition | null = null) {
    if (kept === null) return;
    this.#user = kept.user;
    this.#history = kept.history;
    this.#groups = new Map(Object.entries(kept.groups) as [GroupId, [number, number]][]);
  }

  /** The program has done what it does with this event. */
  pass(event: SessionEvent): void {
    switch (event.type) {
      case "ready":
        return this.#begin(event);
      case "message":
        return this.#put(event.group, event.message.seq, event.asOf);
      case "lost":
        return this.#put(event.group, event.seq, 0);
      case "group":
        if (!this.#groups.has(event.group.id)) {
          this.#put(event.group.id, event.group.firstSeq - 1, 0);
        }
        return;
      case "gone":
        this.#groups.delete(event.group);
    }
  }

  /** Null before the first `ready`. */
  toJSON(): KeptPosition | null {
    if (this.#user === null || this.#history === null) return null;
    return { user: this.#user, history: this.#history, groups: Object.fromEntries(this.#groups) };
  }

  /** The groups as a session of this user holds them; none of another user's. */
  heldBy(user: UserId): {
    readonly history: string | null;
    readonly groups: ReadonlyMap<GroupId, GroupState>;
  } {
    if (this.#user !== user) return { history: null, groups: new Map() };
    const held = [...this.#groups].map(([id, told]) => [id, toldUpTo(id, ...told)] as const);
    return { history: this.#history, groups: new Map(held) };
  }

  #begin({ user, history, groups }: Extract<SessionEvent, { type: "ready" }>): void {
    const isNew = this.#user !== user.id;
    // A group that has ended while the program was away is told by no `gone`.
    const ids = new Set(groups.map(({ id }) => id));
    for (const id of this.#groups.keys()) if (isNew || !ids.has(id)) this.#groups.delete(id);
    for (const { id, firstSeq, lastSeq } of groups) {
      if (!this.#groups.has(id)) this.#put(id, isNew ? lastSeq : firstSeq - 1, 0);
    }
    this.#user = user.id;
    this.#history = history;
  }

  #put(group: GroupId, seq: number, asOf: number): void {
    this.#groups.set(group, [seq, asOf]);
  }
}
