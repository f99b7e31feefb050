// Pushes as rows: queued for each subscription, taken by whichever process is first, and kept when
// they were sent where a next one depends on it.

import { type Kysely, sql } from "kysely";
import type { Instant } from "../../protocol/domain.ts";
import type { DB } from "../schema.ts";
import { idArray } from "../sql/sql.ts";
import type {
  AwayText,
  Push,
  PushedMatch,
  PushOutcome,
  PushStore,
  TakenPushes,
} from "../store/pushes.ts";
import { contentsOf, type Taken } from "./contents.ts";
import { keepPushKey, subscribe, unsubscribe } from "./subscriptions.ts";

export function pushStore(db: Kysely<DB>): PushStore {
  return {
    keepPushKey: (key) => keepPushKey(db, key),
    subscribe: (subscription) => subscribe(db, subscription),
    unsubscribe: (user, endpoint) => unsubscribe(db, user, endpoint),
    queueMatches: (matches, at) => queueMatches(db, matches, at),
    queueTexts: (texts, at) => queueTexts(db, texts, at),
    async queueAsleep(users, at) {
      await sql`
        insert into pushes (subscription_id, kind, seq, read_seq, queued_at, due_at)
        select p.id, 'asleep', 0, 0, ${at}, ${at}
        from sessions s join push_subscriptions p on p.session_id = s.id
        where s.user_id = any(${idArray(users)}) and s.expires_at > ${at} ${queuedAnew}`
        .execute(db);
    },
    takePushes: (range) => takePushes(db, range),
    settlePush: (push, outcome) => settlePush(db, push, outcome),
    purgePushes: () => purgePushes(db),
  };
}

const queuedAnew = sql`
  on conflict (subscription_id, kind, group_id) do update
    set seq = excluded.seq, read_seq = excluded.read_seq, queued_at = excluded.queued_at,
      due_at = excluded.due_at, attempts = 0`;

async function queueMatches(
  db: Kysely<DB>,
  matches: readonly PushedMatch[],
  at: Instant,
): Promise<void> {
  // One statement must not change a row twice.
  const rows = new Map(
    matches.flatMap(({ group, users, at }) =>
      users.map((user) => [`${group} ${user}`, { group, user, at }])
    ),
  );
  await sql`
    insert into pushes (subscription_id, kind, group_id, seq, read_seq, queued_at, due_at)
    select p.id, 'match', m.group_id,
      (select max(seq) from messages x where x.group_id = m.group_id), m.read_seq, ${at}, ${at}
    from jsonb_to_recordset(${JSON.stringify([...rows.values()])}::text::jsonb) as t(
      "group" uuid, "user" uuid, at timestamptz
    )
    join members m on m.group_id = t."group" and m.user_id = t."user" and m.left_at is null
    join sessions s on s.user_id = m.user_id and s.expires_at > ${at}
    join push_subscriptions p on p.session_id = s.id and p.created_at <= t.at
    ${queuedAnew}`.execute(db);
}

async function queueTexts(
  db: Kysely<DB>,
  texts: readonly AwayText[],
  at: Instant,
): Promise<void> {
  // The row itself decides whether there is a next one: two processes may be here at once. One that
  // is under way learns of the text, so that it is not forgotten for having nothing to tell.
  await sql`
    insert into pushes (subscription_id, kind, group_id, seq, read_seq, queued_at, due_at)
    select p.id, 'text', m.group_id, t.seq, greatest(m.read_seq, t."readSeq"), ${at}, ${at}
    from jsonb_to_recordset(${JSON.stringify(texts)}::text::jsonb) as t(
      "group" uuid, seq bigint, "user" uuid, "readSeq" bigint, at timestamptz
    )
    join members m on m.group_id = t."group" and m.user_id = t."user" and m.left_at is null
      and m.first_seq <= t.seq and greatest(m.read_seq, t."readSeq") < t.seq
    join sessions s on s.user_id = m.user_id and s.expires_at > ${at}
    join push_subscriptions p on p.session_id = s.id and p.created_at <= t.at
      and m.group_id <> all(p.muted)
    on conflict (subscription_id, kind, group_id) do update
      set seq = excluded.seq, read_seq = excluded.read_seq,
        queued_at = case when pushes.due_at is null then excluded.queued_at else pushes.queued_at end,
        attempts = case when pushes.due_at is null then 0 else pushes.attempts end,
        due_at = coalesce(pushes.due_at, excluded.due_at)
      where pushes.due_at is not null or pushes.seq <= excluded.read_seq`.execute(db);
}

async function takePushes(
  db: Kysely<DB>,
  { now, leasedUntil, limit }: Parameters<PushStore["takePushes"]>[0],
): Promise<TakenPushes> {
  const { rows } = await sql<Taken>`
    update pushes set due_at = ${leasedUntil}, attempts = attempts + 1
    where id in (
      select id from pushes where due_at <= ${now} order by due_at, id limit ${limit}::int
      for update skip locked
    ) returning id, kind, seq, attempts, queued_at`.execute(db);
  const more = rows.length === limit;
  if (rows.length === 0) return { pushes: [], more };
  const pushes = await contentsOf(db, rows, now);
  const told = new Set(pushes.map(({ id }) => id));
  const untold = rows.filter(({ id }) => !told.has(id)).map(({ id, seq }) => ({ id, seq }));
  if (untold.length > 0) await forget(db, untold);
  return { pushes, more };
}

/** Unless something to tell has come meanwhile. */
async function forget(db: Kysely<DB>, pushes: readonly Pick<Push, "id" | "seq">[]): Promise<void> {
  await sql`
    delete from pushes p
    using jsonb_to_recordset(${JSON.stringify(pushes)}::text::jsonb) as f(id bigint, seq bigint)
    where p.id = f.id and p.seq = f.seq`.execute(db);
}

async function settlePush(
  db: Kysely<DB>,
  { id, seq }: Pick<Push, "id" | "seq">,
  outcome: PushOutcome,
): Promise<void> {
  switch (outcome.type) {
    case "again":
      await db.updateTable("pushes").set({ due_at: outcome.at }).where("id", "=", id).execute();
      return;
    case "sent":
      await db.updateTable("pushes").set({ due_at: null, seq })
        .where("id", "=", id).where("kind", "=", "text").execute();
      await db.deleteFrom("pushes").where("id", "=", id).where("kind", "<>", "text").execute();
      return;
    case "dropped":
      await db.deleteFrom("pushes").where("id", "=", id).execute();
      return;
    case "gone":
      await sql`
        delete from push_subscriptions
        where id = (select subscription_id from pushes where id = ${id})`.execute(db);
  }
}

async function purgePushes(db: Kysely<DB>): Promise<void> {
  await sql`
    delete from pushes p where due_at is null and not exists (
      select from push_subscriptions b join sessions s on s.id = b.session_id
      join members m on m.user_id = s.user_id
      where b.id = p.subscription_id and m.group_id = p.group_id and m.left_at is null
        and m.read_seq < p.seq
    )`.execute(db);
}
