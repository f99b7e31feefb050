// Party locks: users and their partners stay as they are while a transaction goes on. Every
// transaction locks users in the order of ids, so that no two wait for each other; what else it
// locks, it locks after them.

import type { Kysely, Transaction } from "kysely";
import type { UserId } from "../../protocol/domain.ts";
import { type LockedAccount, lockUsers } from "../people/users.ts";
import type { DB } from "../schema.ts";
import { anyOf } from "./sql.ts";

/** How often a transaction begins again because a partnership changed before its locks were got. */
const triesMost = 5;

export interface Parties {
  /** The users who were asked for, and their partners; a user who is missing does not exist. */
  readonly accounts: ReadonlyMap<UserId, LockedAccount>;
  /** Both ways. */
  readonly partners: ReadonlyMap<UserId, UserId>;
}

/** Runs a transaction in which these users, their partners and their partnerships do not change. */
export async function withParties<T>(
  db: Kysely<DB>,
  users: readonly UserId[],
  run: (tx: Transaction<DB>, parties: Parties) => Promise<T>,
): Promise<T> {
  for (let tries = 1;; tries++) {
    try {
      return await db.transaction().execute(async (tx) => run(tx, await lockParties(tx, users)));
    } catch (error) {
      if (!(error instanceof Repartnered) || tries === triesMost) throw error;
    }
  }
}

/** A user has another partner than when the locks were asked for: that partner is not locked. */
class Repartnered extends Error {}

async function lockParties(tx: Transaction<DB>, users: readonly UserId[]): Promise<Parties> {
  const accounts = await lockUsers(tx, users, { withPartners: true });
  const partners = await findPartners(tx, users);
  if (partners.keys().some((user) => !accounts.has(user))) throw new Repartnered();
  return { accounts, partners };
}

/** Both ways; a partner's partner is always the user. */
async function findPartners(
  tx: Transaction<DB>,
  users: readonly UserId[],
): Promise<Map<UserId, UserId>> {
  const rows = await tx.selectFrom("partners").selectAll().where("user_id", "=", anyOf(users))
    .execute();
  return new Map(
    rows.flatMap(({ user_id, partner_id }) => [[user_id, partner_id], [partner_id, user_id]]),
  );
}

/** The user, and the partner if there is one. */
export function partyOf({ partners }: Parties, user: UserId): UserId[] {
  const partner = partners.get(user);
  return partner === undefined ? [user] : [user, partner];
}

/** Throws when there is no such user. */
export function accountOf({ accounts }: Parties, user: UserId): LockedAccount {
  const account = accounts.get(user);
  if (account === undefined) throw new Error(`There is no user with the id "${user}"`);
  return account;
}
