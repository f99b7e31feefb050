// People kept as they are, with their partners, while a transaction goes on. Every transaction
// takes them in the order of ids, so that no two ever wait for each other; what is locked besides
// comes after.

import { type Kysely, sql, type Transaction } from "kysely";
import type { UserId } from "../../protocol/domain.ts";
import { idArray } from "./id_array.ts";
import type { DB } from "../schema.ts";
import type { Account } from "../store/users.ts";
import { lockUsers } from "../people/users.ts";

/**
 * Partnerships that change while they are waited for let a transaction begin again so many times.
 */
const triesMost = 5;

export interface Parties {
  /** The users who were asked for, and their partners; who is not here does not exist. */
  readonly accounts: ReadonlyMap<UserId, Account>;
  /** Both ways. */
  readonly partners: ReadonlyMap<UserId, UserId>;
}

/**
 * Runs a transaction in which these users and their partners do not change, nor whose partners they
 * are.
 */
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

/** Somebody has another partner than when the locks were asked for. */
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
  const rows = await tx.selectFrom("partners").selectAll()
    .where("user_id", "=", sql<UserId>`any(${idArray(users)})`).execute();
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
export function accountOf({ accounts }: Parties, user: UserId): Account {
  const account = accounts.get(user);
  if (account === undefined) throw new Error(`There is no user with the id "${user}"`);
  return account;
}
