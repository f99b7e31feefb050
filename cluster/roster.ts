// Who is connected to the other nodes, as they have told it. A node that is gone keeps its users
// for a moment, in which they come back elsewhere.

import type { UserId } from "../protocol/domain.ts";
import type { Connected } from "./link.ts";
import type { NodeName } from "./names.ts";

type Opened = readonly number[];

export interface PlacedSocket {
  readonly node: NodeName;
  /** In ms since 1970, by the clock of its node. */
  readonly openedAt: number;
}

export class Roster {
  readonly #users = new Map<UserId, Map<NodeName, Opened>>();

  /** The nodes at which a user is online. */
  nodesOf(user: UserId): Iterable<NodeName> {
    return this.#users.get(user)?.keys() ?? [];
  }

  isOnline(user: UserId): boolean {
    return this.#users.has(user);
  }

  /** Whether a socket of the user is open at another node. */
  isConnected(user: UserId): boolean {
    return this.#users.get(user)?.values().some((opened) => opened.length > 0) ?? false;
  }

  /** The sockets of a user at other nodes. */
  socketsOf(user: UserId): readonly PlacedSocket[] {
    return [...this.#users.get(user) ?? []].flatMap(([node, opened]) =>
      opened.map((openedAt) => ({ node, openedAt }))
    );
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

  /** The user has no socket at the node any more; gives the mark of that. */
  leave(node: NodeName, user: UserId): Opened {
    const mark: Opened = [];
    this.set(node, { user, opened: mark });
    return mark;
  }

  /** Whether nothing was told of the user at the node since that mark. */
  isMarked(node: NodeName, user: UserId, mark: Opened): boolean {
    return this.#users.get(user)?.get(node) === mark;
  }
}
