// Subscriptions to pushes as rows, which go with the session that made them, and the server's key.

import { type Kysely, sql } from "kysely";
import type { UserId } from "../../protocol/domain.ts";
import { subscriptionsMost } from "../../protocol/push_content.ts";
import type { DB } from "../schema.ts";
import { idArray } from "../sql/sql.ts";
import type { NewSubscription, PushKey } from "../store/pushes.ts";

export async function keepPushKey(
  db: Kysely<DB>,
  { publicKey, privateKey }: PushKey,
): Promise<PushKey> {
  await db.insertInto("push_key").values({ public_key: publicKey, private_key: privateKey })
    .onConflict((known) => known.column("is_only").doNothing()).execute();
  const row = await db.selectFrom("push_key").selectAll().executeTakeFirstOrThrow();
  return { publicKey: row.public_key, privateKey: row.private_key };
}

export async function subscribe(
  db: Kysely<DB>,
  { endpoint, p256dh, auth, session, muted, at }: NewSubscription,
): Promise<boolean> {
  return await db.transaction().execute(async (tx) => {
    // One of a user at a time, so that there are never too many.
    const found = await tx.selectFrom("users").select("id")
      .where(
        "id",
        "=",
        ({ selectFrom }) => selectFrom("sessions").select("user_id").where("id", "=", session),
      )
      .forNoKeyUpdate().executeTakeFirst();
    const live = found && await tx.selectFrom("sessions").select("id")
      .where("id", "=", session).where("expires_at", ">", at).forKeyShare().executeTakeFirst();
    if (!live) return false;
    const user = found.id;
    // What is queued for another user goes with their subscription.
    await sql`
      delete from push_subscriptions p using sessions s
      where p.endpoint = ${endpoint} and s.id = p.session_id and s.user_id <> ${user}`.execute(tx);
    const values = { session_id: session, p256dh, auth, muted: idArray(muted), renewed_at: at };
    const { id } = await tx.insertInto("push_subscriptions")
      .values({ endpoint, ...values, created_at: at })
      .onConflict((known) => known.column("endpoint").doUpdateSet(values))
      .returning("id").executeTakeFirstOrThrow();
    await sql`
      delete from push_subscriptions where id in (
        select p.id from push_subscriptions p join sessions s on s.id = p.session_id
        where s.user_id = ${user} and p.id <> ${id}
        order by p.renewed_at desc, p.id desc offset ${subscriptionsMost - 1}::int
      )`.execute(tx);
    return true;
  });
}

export async function unsubscribe(db: Kysely<DB>, user: UserId, endpoint: string): Promise<void> {
  await sql`
    delete from push_subscriptions p using sessions s
    where p.endpoint = ${endpoint} and s.id = p.session_id and s.user_id = ${user}`.execute(db);
}
