// Who may wake a group's actor. An actor stays for minutes, so made-up ids must not start any.

import type { Store } from "../../db/store/store.ts";
import type { GroupId, UserId } from "../../protocol/domain.ts";

/** Whether the user is or was in the group; the actor knows which. Rejects when the store fails. */
export async function knowsGroup(store: Store, user: UserId, group: GroupId): Promise<boolean> {
  const stored = await store.groupMembers(group);
  return stored?.members.some(({ id }) => id === user) ?? false;
}

/** The groups that one socket has named, each looked up once. */
export class GroupAccess {
  readonly #store: Store;
  readonly #user: UserId;
  /**
   * True: the user knows the group. A promise: the look-up is under way. Made when first needed.
   */
  #groups: Map<GroupId, true | Promise<boolean>> | null = null;

  constructor(store: Store, user: UserId) {
    this.#store = store;
    this.#user = user;
  }

  /** Whether an earlier look-up found the user in the group. */
  isKnown(group: GroupId): boolean {
    return this.#groups?.get(group) === true;
  }

  /** `knowsGroup`, without a second look-up. */
  ask(group: GroupId): Promise<boolean> {
    const found = this.#groups?.get(group);
    if (found !== undefined) return found === true ? Promise.resolve(true) : found;
    const lookUp = this.#lookUp(group);
    this.#groups ??= new Map();
    this.#groups.set(group, lookUp);
    return lookUp;
  }

  async #lookUp(group: GroupId): Promise<boolean> {
    let isKnown = false;
    try {
      isKnown = await knowsGroup(this.#store, this.#user, group);
      return isKnown;
    } finally {
      // A "no" is forgotten: the user may come in later, and made-up ids would pile up.
      if (isKnown) this.#groups?.set(group, true);
      else this.#groups?.delete(group);
    }
  }
}
