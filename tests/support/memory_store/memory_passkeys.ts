// Passkeys in the memory store, as db/people/passkeys.ts has them.

import type { PasskeyStore } from "../../../db/store/passkeys.ts";
import type { UserId } from "../../../protocol/domain.ts";
import { order, type State, userOf } from "./memory_state.ts";

export function passkeyStore(state: State): PasskeyStore {
  const { passkeys } = state;
  const own = (user: UserId) =>
    passkeys.values().filter((passkey) => passkey.user === user).toArray()
      .sort((a, b) => order(a.at, b.at) || order(a.id, b.id));
  return {
    passkeys: (user) =>
      Promise.resolve(
        own(user).map(({ id, at, usedAt, label }) => ({ id, createdAt: at, usedAt, label })),
      ),
    addPasskey(passkey, most) {
      if (userOf(state, passkey.user).isDeleted) return Promise.resolve("gone");
      if (own(passkey.user).length >= most) return Promise.resolve("full");
      if (passkeys.has(passkey.id)) return Promise.resolve("taken");
      passkeys.set(passkey.id, { ...passkey, usedAt: null });
      return Promise.resolve("added");
    },
    passkey(id) {
      const found = passkeys.get(id);
      if (found === undefined) return Promise.resolve(null);
      const { user, profile } = userOf(state, found.user);
      const { publicKey, counter, transports } = found;
      return Promise.resolve({ account: { user, profile }, publicKey, counter, transports });
    },
    usePasskey(id, counter, at) {
      const found = passkeys.get(id);
      const isNew = found && (found.counter < counter || (found.counter === 0 && counter === 0));
      if (isNew) Object.assign(found, { counter, usedAt: at });
      return Promise.resolve(isNew ?? false);
    },
    removePasskey: (user, id) =>
      Promise.resolve(passkeys.get(id)?.user === user && passkeys.delete(id)),
  };
}
