// Common wishes: what many people asked of the others lately.

import { type Kysely, sql } from "kysely";
import type { Instant, UserId, Wish } from "../../protocol/domain.ts";
import { wishersLeast } from "../../protocol/rules.ts";
import type { DB } from "../schema.ts";
import type { CommonWish, WishStore } from "../store/wishes.ts";

export function wishStore(db: Kysely<DB>): WishStore {
  return { commonWishes: (after, now) => findCommonWishes(db, after, now) };
}

async function findCommonWishes(
  db: Kysely<DB>,
  after: Instant,
  now: Instant,
): Promise<CommonWish[]> {
  const { rows } = await sql<Wish & { readonly wishers: readonly UserId[] | null }>`
    select asked.sex, asked.age,
      case when count(*) = ${wishersLeast}::int then jsonb_agg(asked.user_id order by asked.user_id)
      end as wishers
    from (
      select distinct sex, age, user_id from tickets
      where seat is null and since > ${after}::timestamptz
    ) as asked
    join users on users.id = asked.user_id and deleted_at is null and not bot
      and (suspended_at is null or suspended_until <= ${now}::timestamptz)
    group by asked.sex, asked.age
    having count(*) >= ${wishersLeast}::int
    order by count(*) desc, asked.sex, asked.age nulls last`.execute(db);
  return rows.map(({ wishers, sex, age }) => ({ wish: { sex, age }, justEnough: wishers ?? [] }));
}
