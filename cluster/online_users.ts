// Who is online at any node, and which node tells of it. The node at which a user comes or goes
// tells all, unless it knows the user to be elsewhere. Of the users of a node that is gone each
// node tells its own sockets. What was told too early, since word from another node came late, is
// told anew.

import type { Parts } from "../actors/runtime/in_process.ts";
import type { Clock } from "../protocol/clock.ts";
import type { UserId } from "../protocol/domain.ts";
import { presenceGraceMs } from "../protocol/limits.ts";
import type { Connected } from "./link.ts";
import type { NodeName } from "./names.ts";
import { Roster } from "./roster.ts";

export interface OnlineUsersDeps extends Pick<Parts, "hub" | "announce" | "announceHere"> {
  readonly clock: Clock;
}

/** Who was told that a user is offline. */
type Told = "all" | "here";

/** For so long it is known that a user was told to be offline. */
const toldMs = 300_000;

export class OnlineUsers {
  readonly roster = new Roster();
  readonly #deps: OnlineUsersDeps;
  /** Users who went offline here and were online elsewhere, so that nobody was told. */
  readonly #elsewhere = new Set<UserId>();
  /** Users who were told to be offline, the first to be forgotten first. */
  readonly #toldOffline = new Map<UserId, { readonly told: Told; readonly at: number }>();

  constructor(deps: OnlineUsersDeps) {
    this.#deps = deps;
  }

  isOnline(user: UserId): boolean {
    return this.#deps.hub.isOnline(user) || this.roster.isOnline(user);
  }

  /** A user came online here, or went offline here. False: all believe the user as it is now. */
  changedHere(user: UserId): boolean {
    const isElsewhere = this.roster.isOnline(user);
    const isHere = this.#deps.hub.isOnline(user);
    if (isHere) this.#elsewhere.delete(user);
    else if (isElsewhere) this.#elsewhere.add(user);
    if (!isElsewhere) this.#tell(user, "all");
    return !isElsewhere;
  }

  /** A user is connected to another node, which has `told` all of it, or not. */
  connected(from: NodeName, connected: Connected, told: boolean): void {
    this.roster.set(from, connected);
    const { user } = connected;
    const wrong = this.#toldOffline.get(user);
    this.#toldOffline.delete(user);
    if (wrong && !told) this.#tell(user, wrong.told);
  }

  /** A user went offline at another node. */
  offline(from: NodeName, user: UserId): void {
    if (!this.roster.delete(from, user)) return;
    if (this.#elsewhere.delete(user) && !this.isOnline(user)) this.#tell(user, "all");
  }

  /** All users of another node, instead of what was known. */
  whole(from: NodeName, users: readonly Connected[]): void {
    for (const connected of users) this.connected(from, connected, false);
    const now = new Set(users.map(({ user }) => user));
    this.#expire(from, this.roster.usersOf(from).filter((user) => !now.has(user)));
  }

  /** A node is gone: its users come back elsewhere, or are offline after a moment. */
  nodeGone(node: NodeName): void {
    this.#expire(node, this.roster.usersOf(node));
  }

  #expire(node: NodeName, users: readonly UserId[]): void {
    const { clock } = this.#deps;
    const left = users.map((user) => [user, this.roster.leave(node, user)] as const);
    clock.after(presenceGraceMs, () => {
      for (const [user, mark] of left) {
        // One that is back has told all its users anew.
        if (!this.roster.isMarked(node, user, mark)) continue;
        this.roster.delete(node, user);
        this.#elsewhere.delete(user);
        if (!this.isOnline(user)) this.#tell(user, "here");
      }
    });
  }

  #tell(user: UserId, told: Told): void {
    const { clock, announce, announceHere } = this.#deps;
    this.#toldOffline.delete(user);
    if (!this.isOnline(user)) this.#toldOffline.set(user, { told, at: clock.now() });
    this.#forgetOld();
    if (told === "all") announce(user);
    else announceHere(user);
  }

  #forgetOld(): void {
    const until = this.#deps.clock.now() - toldMs;
    for (const [user, { at }] of this.#toldOffline) {
      if (at > until) return;
      this.#toldOffline.delete(user);
    }
  }
}
