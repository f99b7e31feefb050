// What came last, and what was before what, is known without a clock, which can be set back:
// `arrival` numbers the messages of all groups as they come, `left_seq` says where a member left
// the log, and `starts` keeps from which arrival on the program has run each time.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  // Without a value in the rows that are there: to write each anew would take minutes.
  await sql`alter table messages add column arrival bigint`.execute(db);
  await sql`create sequence message_arrivals owned by messages.arrival`.execute(db);
  await sql`alter table messages alter column arrival set default nextval('message_arrivals')`
    .execute(db);
  await sql`
    create table starts (
      id uuid primary key,
      first_arrival bigint not null,
      constraint starts_first_arrival unique (first_arrival)
    )`.execute(db);
  await sql`alter table members add column left_seq bigint`.execute(db);
  await sql`
    update members set left_seq = coalesce(
      (select max(seq) from messages m
        where m.group_id = members.group_id and m.by = members.user_id and m.kind = 'left'),
      first_seq
    ) where left_at is not null`.execute(db);
  await sql`
    alter table members add constraint members_left
      check ((left_at is null) = (left_seq is null))`.execute(db);
}
