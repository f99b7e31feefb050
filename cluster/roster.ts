// Who is connected to the other nodes, as they have told it. A node that is gone keeps its users
// for a moment, in which they come back elsewhere.

import type { UserId } from "../protocol/domain.ts";
import type { Connected } from "./link.ts";
import type { NodeName } from "./names.ts";

type Opened = readonly number[];

export class Roster {
  readonly #users = new Map<UserId, Map<NodeName, Opened>>();

  /** The nodes at which a user is online. */
  nodesOf(user: UserId): Iterable<NodeName> {
    return this.#users.get(user)?.keys() ?? [];
  }

  isOnline(user: UserId): boolean {
    return this.#users.has(user);
  }

  /** When the sockets of a user at other nodes were opened. */
  openedOf(user: UserId): readonly number[] {
    return [...this.#users.get(user)?.values() ?? []].flat();
  }

  set(node: NodeName, { user, opened }: Connected): void {
    const nodes = this.#users.get(user);
    if (nodes) nodes.set(node, opened);
    else this.#users.set(user, new Map([[node, opened]]));
  }

  /** False: the user was not online at the node. */
  delete(node: NodeName, user: UserId): boolean {
    const nodes = this.#users.get(user);
    const isKnown = nodes?.delete(node) ?? false;
    if (nodes?.size === 0) this.#users.delete(user);
    return isKnown;
  }

  /** The users who are online at a node. */
  usersOf(node: NodeName): UserId[] {
    return [...this.#users].filter(([, nodes]) => nodes.has(node)).map(([user]) => user);
  }

  /** Replaces the users of a node; gives those who are not there any more. */
  replace(node: NodeName, users: readonly Connected[]): readonly UserId[] {
    const now = new Set(users.map(({ user }) => user));
    const gone = this.usersOf(node).filter((user) => !now.has(user));
    for (const user of gone) this.delete(node, user);
    for (const connected of users) this.set(node, connected);
    return gone;
  }
}
