// API tokens in the memory store, as db/people/api_tokens.ts has them.

import type { ApiTokenStore } from "../../../db/store/api_tokens.ts";
import type { ApiToken } from "../../../protocol/api_tokens.ts";
import type { UserId } from "../../../protocol/domain.ts";
import { sessionView } from "./memory_accounts.ts";
import { isSuspended, order, type State } from "./memory_state.ts";

export function apiTokenStore(state: State): ApiTokenStore {
  const { users, sessions } = state;
  const live = (user: UserId, now: string) =>
    tokensOf(state, user).filter(({ expiresAt }) => expiresAt > now).toArray();
  return {
    addToken({ hash, name, scopes, ...session }, most) {
      const { id, user, createdAt } = session;
      const owner = users.get(user);
      if (!owner) return Promise.reject(new Error(`There is no user with the id "${user}"`));
      if (owner.isDeleted) return Promise.resolve("gone");
      if (live(user, createdAt).length >= most) return Promise.resolve("full");
      if (isSuspended(state, user, createdAt)) return Promise.resolve("gone");
      sessions.set(id, { ...session, usedAt: createdAt, token: { hash, name, scopes } });
      return Promise.resolve("added");
    },
    apiTokens: (user, now) =>
      Promise.resolve(
        live(user, now).sort((a, b) => order(b.createdAt, a.createdAt) || order(b.id, a.id)),
      ),
    tokenSession(hash, now) {
      const found = sessions.values().find(({ token }) => token?.hash === hash);
      if (found === undefined || found.expiresAt <= now) return Promise.resolve(null);
      return Promise.resolve({ ...sessionView(state, found), id: found.id });
    },
    endToken(id, user) {
      const found = sessions.get(id);
      return Promise.resolve(found?.user === user && !!found.token && sessions.delete(id));
    },
  };
}

/** Expired or not. */
export function tokensOf({ sessions }: State, user: UserId): IteratorObject<ApiToken> {
  return sessions.values().flatMap(({ token, ...session }) => {
    if (session.user !== user || token === undefined) return [];
    const { id, createdAt, expiresAt, usedAt } = session;
    const lastUsedAt = usedAt === createdAt ? null : usedAt;
    const { name, scopes } = token;
    return [{ id, name, scopes, createdAt, expiresAt, lastUsedAt }];
  });
}
