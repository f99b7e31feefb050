// Accounts in the memory store: users, sessions and recovery codes, as db/people/ has them.

import type { RecoveryStore } from "../../../db/store/recovery_codes.ts";
import type { Sight } from "../../../db/store/devices.ts";
import type { NewSession, SessionStore } from "../../../db/store/sessions.ts";
import type { Account, Credentials, NewUser, UserStore } from "../../../db/store/users.ts";
import type { SessionId, UserId } from "../../../protocol/domain.ts";
import {
  isSuspended,
  type KeptUser,
  order,
  type State,
  suspensionOf,
  userOf,
} from "./memory_state.ts";
import type { KeptSession } from "./memory_kept.ts";
import { addSight } from "./memory_devices.ts";
import { preferenceStore } from "./memory_preferences.ts";
import { setProfile, storedProfile } from "./memory_profiles.ts";

export function userStore(state: State): UserStore {
  const { users } = state;
  return {
    createUser(user, session, sight) {
      if (users.has(user.user.id)) return fail(`The user "${user.user.id}" exists`);
      const taken = isReserved(state, user) ||
        users.values().some((other) =>
          other.usernameKey === user.usernameKey || areAlike(other, user)
        );
      if (!taken) {
        const preferences = { receipts: true, typing: true, presence: true };
        const profile = user.profile && storedProfile(null, user.profile);
        const kept = { ...user, profile, passwordVersion: 0, isDeleted: false, preferences };
        users.set(user.user.id, kept);
      }
      if (!taken && session) addSession(state, session);
      const seen = { user: user.user.id, at: user.at, isNew: true };
      if (!taken && sight) addSight(state, sight, seen);
      return Promise.resolve(!taken);
    },
    ...skeletonStore(state),
    credentials: (key) =>
      Promise.resolve(
        credentialsOf(state, users.values().find(({ usernameKey }) => usernameKey === key)),
      ),
    credentialsOf: (id) => Promise.resolve(credentialsOf(state, users.get(id))),
    account(id) {
      const found = users.get(id);
      return Promise.resolve(found === undefined ? null : accountOf(found));
    },
    rehash(id, former, passwordHash) {
      const found = users.get(id);
      if (found?.passwordHash === former) users.set(id, { ...found, passwordHash });
      return Promise.resolve();
    },
    setPassword({ user, passwordHash, version, keep }) {
      const found = users.get(user);
      if (!found || found.isDeleted || found.passwordVersion !== version) {
        return Promise.resolve(false);
      }
      replacePassword(found, passwordHash);
      endSessions(state, user, keep);
      return Promise.resolve(true);
    },
    ...preferenceStore(state),
    setProfile: (id, profile, at) =>
      users.get(id)?.isDeleted
        ? Promise.resolve("gone")
        : Promise.try(() => setProfile(state, { id, profile, at })),
  };
}

type Looks = Pick<NewUser, "skeletons">;

function areAlike({ skeletons: own = [] }: Looks, { skeletons: others = [] }: Looks): boolean {
  return own.some((one) => others.includes(one));
}

function skeletonStore(
  { users }: State,
): Pick<UserStore, "isLookAlike" | "usersWithoutSkeleton" | "addSkeletons"> {
  return {
    isLookAlike(skeletons) {
      return Promise.resolve(users.values().some((user) => areAlike(user, { skeletons })));
    },
    usersWithoutSkeleton(after, limit) {
      const without = [...users.values()].filter(({ skeletons = [] }) => skeletons.length === 0)
        .map(({ user }) => user).filter(({ deleted }) => !deleted)
        .filter(({ id }) => after === null || id > after).sort((a, b) => order(a.id, b.id));
      return Promise.resolve(without.slice(0, limit));
    },
    addSkeletons(skeletons) {
      for (const [id, own] of skeletons) {
        const user = users.get(id);
        if (user === undefined) continue;
        const free = own.filter((one) =>
          !users.values().some((other) => other !== user && areAlike(other, { skeletons: [one] }))
        );
        users.set(id, { ...user, skeletons: [...new Set([...user.skeletons ?? [], ...free])] });
      }
      return Promise.resolve();
    },
  };
}

export function sessionStore(state: State): SessionStore {
  const { users, sessions } = state;
  const logIns = () => sessions.values().filter(({ token }) => token === undefined);
  return {
    openSession(session, sight, passwordVersion) {
      const user = users.get(session.user);
      if (user === undefined) return fail(`There is no user with the id "${session.user}"`);
      if (sessions.has(session.id)) return fail(`The session "${session.id}" exists`);
      const isRight = passwordVersion === undefined || passwordVersion === user.passwordVersion;
      const isOut = isSuspended(state, session.user, session.createdAt);
      if (!isRight || user.isDeleted || isOut) return Promise.resolve(false);
      addSession(state, session, sight);
      return Promise.resolve(true);
    },
    session(id, now) {
      const found = sessions.get(id);
      if (found === undefined || found.expiresAt <= now) return Promise.resolve(null);
      return Promise.resolve(sessionView(state, found));
    },
    endedSessions: (ids, now) =>
      Promise.resolve(ids.filter((id) => (sessions.get(id)?.expiresAt ?? now) <= now)),
    sessionsOf: (user, now, limit) =>
      Promise.resolve(
        logIns().filter((session) => session.user === user && session.expiresAt > now)
          .map(({ id, createdAt, usedAt, agent = null }) => ({ id, createdAt, usedAt, agent }))
          .toArray().sort((a, b) => order(b.usedAt, a.usedAt) || order(b.id, a.id))
          .slice(0, limit),
      ),
    noteUses(uses) {
      for (const { session: id, at } of uses) {
        const found = sessions.get(id);
        if (found && found.usedAt < at) sessions.set(id, { ...found, usedAt: at });
      }
      return Promise.resolve();
    },
    endSession(id, user) {
      const found = sessions.get(id);
      const isTheirs = user === undefined || found?.user === user;
      return Promise.resolve(isTheirs && !found?.token && sessions.delete(id));
    },
    hasSession: (id, now) =>
      Promise.resolve(
        logIns().some(({ user, expiresAt }) => user === id && expiresAt > now),
      ),
    purgeSessions(now) {
      for (const [id, { expiresAt }] of sessions) if (expiresAt <= now) sessions.delete(id);
      return Promise.resolve();
    },
  };
}

export function sessionView(state: State, { user, expiresAt, token }: KeptSession) {
  return { user: userOf(state, user).user, expiresAt, ...(token && { scopes: token.scopes }) };
}

export function recoveryStore(state: State): RecoveryStore {
  const { users, recoveryCodes } = state;
  const add = (user: UserId, hashes: Iterable<string>) => {
    const isThere = users.get(user)?.isDeleted === false;
    if (isThere) recoveryCodes.set(user, new Set(hashes));
    return Promise.resolve(isThere);
  };
  return {
    countRecoveryCodes: (user) => Promise.resolve(recoveryCodes.get(user)?.size ?? 0),
    setRecoveryCodes: ({ user, hashes }) => add(user, hashes),
    addRecoveryCodes: ({ user, hashes }) =>
      add(user, [...recoveryCodes.get(user) ?? [], ...hashes]),
    recover({ user: id, hash, passwordHash, session, sight }) {
      const user = id === null ? undefined : users.get(id);
      if (!user || user.isDeleted || !recoveryCodes.get(user.user.id)?.has(hash)) {
        return Promise.resolve(null);
      }
      if (isSuspended(state, user.user.id, session.createdAt)) {
        return Promise.resolve("suspended" as const);
      }
      recoveryCodes.get(user.user.id)?.delete(hash);
      replacePassword(user, passwordHash);
      endSessions(state, user.user.id, null);
      addSession(state, { ...session, user: user.user.id }, sight);
      return Promise.resolve(accountOf(user));
    },
  };
}

function addSession(state: State, session: NewSession, sight?: Sight): void {
  state.sessions.set(session.id, { ...session, usedAt: session.createdAt });
  const seen = { user: session.user, at: session.createdAt, isNew: false };
  if (sight) addSight(state, sight, seen);
}

export function endSessions({ sessions }: State, ofUser: UserId, keep: SessionId | null): void {
  for (const { id, user } of sessions.values()) {
    if (user === ofUser && id !== keep) sessions.delete(id);
  }
}

function replacePassword(user: KeptUser, passwordHash: string): void {
  user.passwordHash = passwordHash;
  user.passwordVersion += 1;
}

function isReserved(
  { reservedUsernames }: State,
  { usernameHashes = [], at }: NewUser,
): boolean {
  return usernameHashes.some((hash) => (reservedUsernames.get(hash) ?? "") > at);
}

function credentialsOf(state: State, found: KeptUser | undefined): Credentials | null {
  if (found === undefined || found.isDeleted) return null;
  const { passwordHash, passwordVersion } = found;
  const suspension = suspensionOf(state, found.user.id);
  return { ...accountOf(found), passwordHash, passwordVersion, suspension };
}

function accountOf({ user, profile }: KeptUser): Account {
  return { user, profile };
}

function fail(reason: string): Promise<never> {
  return Promise.reject(new Error(reason));
}
