// Invites: links that make two users partners, once. Only a hash of the link's token is stored.

import { type Kysely, sql, type Transaction } from "kysely";
import type { Criteria, Instant, UserId } from "../../protocol/domain.ts";
import { suspensionAt } from "../../protocol/suspension.ts";
import { toUser, userColumns } from "../people/user_rows.ts";
import type { DB } from "../schema.ts";
import { accountOf, type Parties, withParties } from "../sql/party_locks.ts";
import type { AcceptOutcome, NewInvite, RelationStore, StoredInvite } from "../store/relations.ts";
import { criteriaNames, toCriteria } from "../tickets/criteria.ts";
import { closeOwn } from "../tickets/tickets.ts";

export function inviteStore(db: Kysely<DB>) {
  return {
    createInvite: (invite) => createInvite(db, invite),
    invite: (hash) => findInvite(db, hash),
    acceptInvite: (hash, user, at) => acceptInvite(db, { hash, user, at }),
  } satisfies Partial<RelationStore>;
}

async function createInvite(
  db: Kysely<DB>,
  { hash, inviter, at, expiresAt }: NewInvite,
): Promise<void> {
  await db.insertInto("invites")
    .values({ hash, inviter, created_at: at, expires_at: expiresAt }).execute();
}

async function findInvite(db: Kysely<DB>, hash: string): Promise<StoredInvite | null> {
  const row = await db.selectFrom("invites").innerJoin("users", "users.id", "invites.inviter")
    .select([...userColumns, "expires_at", "used_at"])
    .where("hash", "=", hash).executeTakeFirst();
  return row === undefined ? null : {
    inviter: toUser(row),
    expiresAt: row.expires_at,
    usedAt: row.used_at,
  };
}

interface Acceptance {
  readonly hash: string;
  readonly user: UserId;
  readonly at: Instant;
}

/** Throws when there is no such user. */
async function acceptInvite(db: Kysely<DB>, acceptance: Acceptance): Promise<AcceptOutcome> {
  const { user, hash, at } = acceptance;
  const found = await findInvite(db, hash);
  const inviter = found?.inviter.id ?? user;
  return await withParties(db, [user, inviter], async (tx, parties): Promise<AcceptOutcome> => {
    accountOf(parties, user);
    const code = found === null
      ? "not_found"
      : await refusalOf(tx, { ...acceptance, inviter }, parties);
    if (code !== null) return { type: "refused", code };
    await tx.updateTable("invites").set({ used_at: at }).where("hash", "=", hash).execute();
    const criteria = await criteriaOf(tx, inviter);
    const withdrawn = await closeOwn(tx, [inviter, user], at);
    await tx.insertInto("partners").values([
      { user_id: inviter, partner_id: user },
      { user_id: user, partner_id: inviter },
    ]).execute();
    return { type: "accepted", inviter: accountOf(parties, inviter).user, withdrawn, criteria };
  });
}

type RefusalCode = Extract<AcceptOutcome, { readonly type: "refused" }>["code"];

async function refusalOf(
  tx: Transaction<DB>,
  { hash, user, inviter, at }: Acceptance & { readonly inviter: UserId },
  parties: Parties,
): Promise<RefusalCode | null> {
  const open = await tx.selectFrom("invites").select("hash")
    .where("hash", "=", hash).where("used_at", "is", null).where("expires_at", ">", at)
    .forUpdate().executeTakeFirst();
  const isSuspended = (id: UserId) => suspensionAt(accountOf(parties, id).suspension, at) !== null;
  // Asked in any case, and before all that a used invite would not tell: neither the answer nor its
  // time shows whether two are kept apart.
  const may = await mayPair(tx, [inviter, user], at);
  if (isSuspended(user)) return "suspended";
  if (open === undefined || isSuspended(inviter)) return "invite_over";
  if (inviter === user) return "own_invite";
  if (!may) return "kept_apart";
  if ([inviter, user].some((id) => accountOf(parties, id).user.bot)) return "bot_alone";
  return parties.partners.size > 0 ? "has_partner" : null;
}

/** By the rules for two members of a group. */
async function mayPair(
  tx: Transaction<DB>,
  [one, other]: readonly [UserId, UserId],
  at: Instant,
): Promise<boolean> {
  const { rows } = await sql<{ readonly may: boolean }>`
    select not are_kept_apart(a.id, b.id)
      and not are_together(a.id, b.id, '00000000-0000-0000-0000-000000000000')
      and a.birth_date is not null and b.birth_date is not null
      and wall_side(a.birth_date, today) = wall_side(b.birth_date, today) as may
    from users a, users b, (select (${at}::timestamptz at time zone 'UTC')::date as today) t
    where a.id = ${one} and b.id = ${other}`.execute(tx);
  return rows[0]?.may ?? false;
}

/** Of the user's open ticket; null: there is none. */
async function criteriaOf(tx: Transaction<DB>, user: UserId): Promise<Criteria | null> {
  const row = await tx.selectFrom("tickets").select(criteriaNames)
    .where("user_id", "=", user).where("closed_at", "is", null).where("seat", "is", null)
    .executeTakeFirst();
  return row === undefined ? null : toCriteria(row);
}
