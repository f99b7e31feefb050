// The checker of searches, seen to find each way in which tickets and groups can disagree.

import assert from "node:assert/strict";
import { sql } from "kysely";
import { createPostgres } from "../../db/open.ts";
import { startPostgres } from "../support/store/postgres.ts";
import { checkSearches, threeFit, waitingNow } from "./checks/check_searches.ts";
import { fillDatabase } from "./clients/cast.ts";

Deno.test("[K1] a ticket that is used twice or by halves, a member without one, and a group that is not of three are found", async () => {
  const postgres = await startPostgres({ fsync: false });
  using _ = { [Symbol.dispose]: () => postgres.remove() };
  const url = await postgres.schema("searches");
  const { members } = await fillDatabase(url, {
    groups: 2,
    searchers: 0,
    sessionKey: "k".repeat(32),
  });
  const [one = "", other = ""] = new Set(members.map(({ group }) => group));
  await using db = createPostgres(url, 0);
  const found = async (sign: RegExp) => {
    const findings = await checkSearches(db, []);
    return findings.length > 0 && findings.every((finding) => sign.test(finding));
  };
  assert.deepEqual(await checkSearches(db, [one, other]), []);
  assert(await found(/ by 0 tickets/));
  // Rows that the guards would refuse are what is to be found.
  const put = (statement: ReturnType<typeof sql>) =>
    db.connection().execute(async (connection) => {
      await sql`set session_replication_role = replica`.execute(connection);
      await statement.execute(connection);
    });
  await put(sql`
    insert into tickets (id, user_id, sex, age, widen, since, closed_at, group_id)
    select gen_random_uuid(), user_id, 'any', null, false, now(), now(), group_id from members`);
  assert.deepEqual(await checkSearches(db, []), []);
  assert.deepEqual(await waitingNow(db), []);
  await put(sql`
    insert into tickets (id, user_id, sex, age, widen, since, closed_at, group_id)
    select id, gen_random_uuid(), 'any', null, false, now(), now(), ${other}::uuid
    from tickets where group_id = ${one}::uuid limit 1`);
  assert(await found(/ used for several groups, or by halves/));
  await put(sql`delete from members where ctid = (select min(ctid) from members)`);
  assert((await checkSearches(db, [])).some((finding) => / was formed of 2/.test(finding)));
  await put(
    sql`update tickets set closed_at = null, group_id = null where group_id = ${one}::uuid`,
  );
  assert.equal(threeFit(await waitingNow(db)), true);
});

Deno.test("[K1] three who wait fit when three are alone, or one beside two partners", () => {
  const waiting = (...people: number[]) => people.map((count) => ({ ticket: "t", people: count }));
  for (const fits of [[1, 1, 1], [1, 2], [2, 2, 1]]) assert(threeFit(waiting(...fits)));
  for (const fits of [[], [1, 1], [2], [2, 2]]) assert(!threeFit(waiting(...fits)));
});
