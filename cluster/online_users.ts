// Who is online at any node. Each node shows its own sockets what it knows itself: where that
// changes, the node at which the user came or went tells all; what it believes to be no change each
// node that learns of one tells its own sockets.

import type { Parts } from "../actors/runtime/in_process.ts";
import type { Clock } from "../protocol/clock.ts";
import type { Member, UserId } from "../protocol/domain.ts";
import type { ServerFrame } from "../protocol/frames.ts";
import { presenceGraceMs } from "../protocol/limits.ts";
import type { Connected } from "./link.ts";
import type { NodeName } from "./names.ts";
import { Roster } from "./roster.ts";
import { Timers } from "./timers.ts";

export interface OnlineUsersDeps extends Pick<Parts, "hub" | "announceHere"> {
  readonly clock: Clock;
}

const mostAtOnce = 8;

export class OnlineUsers {
  /** Who is connected to the other nodes. */
  readonly roster = new Roster();
  readonly #deps: OnlineUsersDeps;
  /** Users of whom the sockets here are still to be told. */
  readonly #untold = new Set<UserId>();
  readonly #timers: Timers;
  #telling = 0;

  constructor(deps: OnlineUsersDeps) {
    this.#deps = deps;
    this.#timers = new Timers(deps.clock);
  }

  stop(): void {
    this.#timers.stop();
  }

  isOnline(user: UserId): boolean {
    return this.#deps.hub.isOnline(user) || this.roster.isOnline(user);
  }

  /** `told`, here and below: the other node tells all of it. */
  connected(from: NodeName, connected: Connected, told: boolean): void {
    this.#change(connected.user, told, () => this.roster.set(from, connected));
  }

  offline(from: NodeName, user: UserId, told: boolean): void {
    this.#change(user, told, () => this.roster.delete(from, user));
  }

  /** All users of another node, instead of what was known. */
  whole(from: NodeName, users: readonly Connected[]): void {
    for (const connected of users) this.connected(from, connected, false);
    const now = new Set(users.map(({ user }) => user));
    this.#leave(from, this.roster.usersOf(from).filter((user) => !now.has(user)));
  }

  /** A node is gone: its users come back elsewhere, or are offline after a moment. */
  nodeGone(node: NodeName): void {
    this.#leave(node, this.roster.usersOf(node));
  }

  /** A frame of another node, with what is known here of who is online. Null: it is no news. */
  asKnownHere(frame: ServerFrame): ServerFrame | null {
    if (frame.type === "presence") {
      return frame.online === this.isOnline(frame.user) ? frame : null;
    }
    if (frame.type !== "group") return frame;
    const isFixed = ({ leftAt, unseen }: Member) =>
      leftAt !== null || unseen?.includes("presence") === true;
    const isRight = frame.group.members.every((member) =>
      isFixed(member) || member.online === this.isOnline(member.id)
    );
    if (isRight) return frame;
    const members = frame.group.members.map((member) =>
      isFixed(member) ? member : { ...member, online: this.isOnline(member.id) }
    );
    return { ...frame, group: { ...frame.group, members } };
  }

  #leave(node: NodeName, users: readonly UserId[]): void {
    const left = users.map((user) => [user, this.roster.leave(node, user)] as const);
    this.#timers.after(presenceGraceMs, () => {
      for (const [user, mark] of left) {
        // Who is back was told of anew.
        if (this.roster.isMarked(node, user, mark)) this.offline(node, user, false);
      }
    });
  }

  #change(user: UserId, told: boolean, change: () => void): void {
    const before = this.isOnline(user);
    change();
    const isNews = !told && this.isOnline(user) !== before;
    if (!isNews || this.#deps.hub.isEmpty) return;
    this.#untold.add(user);
    this.#tellHere();
  }

  /** All users of a node may have to be told of at once: a few at a time. */
  #tellHere(): void {
    for (const user of this.#untold) {
      if (this.#telling >= mostAtOnce) return;
      this.#untold.delete(user);
      this.#telling += 1;
      void this.#deps.announceHere(user).finally(() => {
        this.#telling -= 1;
        this.#tellHere();
      });
    }
  }
}
