// What pushes say, as it is at the moment: of a text the last one that the user may see and has not
// read, of a match who is in the group now.

import { type Kysely, type RawBuilder, sql } from "kysely";
import type { GroupId, Instant } from "../../protocol/domain.ts";
import { type PushContent, pushedText, type PushType } from "../../protocol/push_content.ts";
import type { DB } from "../schema.ts";
import type { Push, PushTarget } from "../store/pushes.ts";

/** A push that was taken. */
export interface Taken {
  readonly id: number;
  readonly kind: PushType;
  readonly seq: number;
  readonly attempts: number;
  readonly queued_at: Instant;
}

interface Row extends PushTarget {
  readonly id: number;
  readonly group: GroupId | null;
  readonly seq: number;
  readonly names: readonly string[];
  readonly text: string | null;
}

/** Those that have something to tell, in any order. */
export async function contentsOf(
  db: Kysely<DB>,
  taken: readonly Taken[],
  now: Instant,
): Promise<Push[]> {
  const byId = new Map(taken.map((one) => [one.id, one]));
  const pushes: Push[] = [];
  for (const [kind, ofKind] of Map.groupBy(taken, ({ kind }) => kind)) {
    const ids = `{${ofKind.map(({ id }) => id).join()}}`;
    const { rows } = await queries[kind](ids, now).execute(db);
    for (const { id, group, seq, names, text, endpoint, p256dh, auth } of rows) {
      const { attempts, queued_at: queuedAt } = byId.get(id) as Taken;
      const content = contentOf(kind, { group, names, text });
      pushes.push({ id, target: { endpoint, p256dh, auth }, content, seq, attempts, queuedAt });
    }
  }
  return pushes;
}

function contentOf(
  type: PushType,
  { group, names, text }: Pick<Row, "group" | "names" | "text">,
): PushContent {
  return {
    type,
    ...(group !== null && { group, names }),
    ...(text !== null && { text: pushedText(text) }),
  };
}

/** The pushes, each with its subscription and the session that it is of. */
const subscribed = (ids: string, now: Instant) =>
  sql`
    pushes p join push_subscriptions b on b.id = p.subscription_id
    join sessions s on s.id = b.session_id and s.expires_at > ${now}
      and p.id = any(${ids}::text::bigint[])`;

const columns = sql`p.id, p.group_id as "group", b.endpoint, b.p256dh, b.auth`;

const queries: Readonly<Record<PushType, (ids: string, now: Instant) => RawBuilder<Row>>> = {
  text: (ids, now) =>
    sql`
      select ${columns}, t.seq, jsonb_build_array(u.username) as names, t.text
      from ${subscribed(ids, now)}
      join members m on m.group_id = p.group_id and m.user_id = s.user_id and m.left_at is null
      cross join lateral (
        select x.seq, x.by, x.content->>'text' as text from messages x
        where x.group_id = m.group_id and x.seq > m.read_seq and x.seq >= m.first_seq
          and x.kind = 'text' and x.by <> m.user_id and x.content->>'erased' = 'false'
          and not exists (select from blocks where blocker = m.user_id and blocked = x.by)
        order by x.seq desc limit 1
      ) t
      join users u on u.id = t.by
      where m.group_id <> all(b.muted)`,
  // Sent again only to who has not seen the group yet.
  match: (ids, now) =>
    sql`
      select ${columns}, 0 as seq, null as text, coalesce((
        select jsonb_agg(u.username order by o.position)
        from members o join users u on u.id = o.user_id
        where o.group_id = m.group_id and o.left_at is null and o.user_id <> m.user_id
          and u.username <> ''
      ), '[]') as names
      from ${subscribed(ids, now)}
      join members m on m.group_id = p.group_id and m.user_id = s.user_id and m.left_at is null
        and (p.attempts = 1 or m.read_seq < p.seq)`,
  asleep: (ids, now) =>
    sql`
      select ${columns}, 0 as seq, null as text, '[]'::jsonb as names
      from ${subscribed(ids, now)}
      where exists (select from tickets t
        where t.user_id = s.user_id and t.closed_at is null and t.seat is null
          and t.slept_at is not null)`,
};
