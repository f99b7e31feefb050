// Many tickets and groups at once: each is answered as if it were alone. The same rules for every
// store.

import assert from "node:assert/strict";
import { sql } from "kysely";
import type { UserId } from "../../protocol/domain.ts";
import type { Store } from "../../db/store/store.ts";
import type { NewGroup, NewTicket, OpenTicket } from "../../db/store/tickets.ts";
import {
  after,
  alike,
  anyone,
  groupOf,
  newId,
  noon,
  place,
  signUp,
  thirty,
  userOf,
} from "../support/store/store_cast.ts";
import { allStores, sqlStores } from "../support/store/stores.ts";

async function waiting(store: Store, count: number, name = "user"): Promise<OpenTicket[]> {
  const tickets: OpenTicket[] = [];
  for (let number = 0; number < count; number++) {
    tickets.push(
      await place(store, await signUp(store, `${name} ${number}`), anyone, after(number)),
    );
  }
  return tickets;
}

/** Trios of consecutive tickets. */
function triosOf(tickets: readonly OpenTicket[]): NewGroup[] {
  return tickets.flatMap((_, at) => at % 3 === 2 ? [groupOf(tickets.slice(at - 2, at + 1))] : []);
}

async function openIds(store: Store): Promise<Set<string>> {
  return new Set((await store.openTickets(null)).map(({ id }) => id));
}

function ask(user: UserId, criteria = anyone, at = noon): NewTicket {
  return { id: newId(), user, criteria, at };
}

const kinds = await allStores("batches");

for (const { kind, open } of kinds) {
  Deno.test(`[D70] a batch that names a user twice, or one who does not exist, fails and changes nothing: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob] = [await signUp(store, "anna"), await signUp(store, "bob")];
    const kept = await place(store, bob);
    await assert.rejects(
      store.placeTickets([ask(anna.id), ask(bob.id, alike), ask(anna.id)], null),
    );
    await assert.rejects(
      store.placeTickets([ask(anna.id), ask(bob.id, alike), ask(newId())], null),
    );
    assert.deepEqual(await store.openTickets(null), [kept]);
    assert.deepEqual(await store.placeTickets([], null), []);
    assert.deepEqual(await store.formGroups([]), []);
  });

  Deno.test(`[D70] each ticket of a batch is placed or refused by itself, in order: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob] = [await signUp(store, "anna"), await signUp(store, "bob")];
    const bare = await signUp(store, "bare", null);
    const silent = await signUp(store, "silent", { ...thirty, sex: null });
    const first = await place(store, bob, anyone, noon);
    await store.block(anna.id, bob.id, noon);
    const asked = [
      ask(bare.id),
      ask(bob.id, alike, after(5)),
      ask(silent.id, alike),
      ask(anna.id, anyone, after(6)),
    ];
    const placed = await store.placeTickets(asked, null);
    assert.deepEqual(placed, [
      { type: "refused", code: "profile_required" },
      { type: "placed", ticket: await store.openTicket(bob.id, null) },
      { type: "refused", code: "sex_undisclosed" },
      { type: "placed", ticket: await store.openTicket(anna.id, null) },
    ]);
    const [bobs, annas] = await store.openTickets(null);
    assert(bobs && annas);
    assert.deepEqual([bobs.id, bobs.since, bobs.seekers[0].criteria], [first.id, noon, alike]);
    assert.deepEqual([annas.id, annas.since, annas.seekers[0].apart], [asked[3]?.id, after(6), [
      bob.id,
    ]]);
  });

  Deno.test(`[D71] a refused trio of a batch stays alone; its tickets keep their time: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const tickets = await waiting(store, 21);
    const before = await store.openTickets(null);
    const trios = triosOf(tickets);
    const user = (at: number) => userOf(tickets[at] ?? assert.fail()).id;
    await store.block(user(4), user(3), noon);
    await store.withdrawTicket(user(10), noon);
    const minor = await place(
      store,
      await signUp(store, "minor", { ...thirty, birthDate: "2009-01-01" }),
    );
    const asked = [...trios, groupOf([...tickets.slice(9, 10), ...tickets.slice(11, 12), minor])];
    assert.deepEqual(await store.formGroups(asked), [
      true,
      false,
      true,
      false,
      true,
      true,
      true,
      false,
    ]);
    const left = before.filter((_, at) => [3, 4, 5, 9, 11].includes(at));
    assert.deepEqual(
      (await store.openTickets(null)).filter(({ id }) => id !== minor.id).length,
      left.length,
    );
    for (const ticket of left) {
      const now = await store.openTicket(userOf(ticket).id, null);
      assert.deepEqual([now?.id, now?.since], [ticket.id, ticket.since]);
    }
    for (const [at, { id, tickets: [used] }] of asked.entries()) {
      const stored = await store.groupMembers(id);
      assert.equal(stored !== null, ![1, 3, 7].includes(at));
      if (stored !== null) {
        assert.deepEqual([stored.lastSeq, stored.members[0]?.id], [1, used?.user]);
      }
    }
  });

  Deno.test(`[D71] of trios of one batch that want the same ticket, the first one gets it: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [a, b, c, d, e, f, g] = await waiting(store, 7);
    assert(a && b && c && d && e && f && g);
    const asked = [groupOf([a, b, c]), groupOf([c, d, e]), groupOf([e, f, g]), groupOf([a, b, c])];
    assert.deepEqual(await store.formGroups(asked), [true, false, true, false]);
    assert.deepEqual(await openIds(store), new Set([d.id]));
    await assert.rejects(store.formGroups([groupOf([d]), groupOf([d, d, d])]));
  });

  Deno.test(`[D72] batches formed at once never put a ticket in two groups, and each wanted by one is formed: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    for (let round = 0; round < 3; round++) {
      const tickets = await waiting(store, 30, `round ${round}`);
      const batches = [0, 1, 2].map((shift) =>
        triosOf([...tickets.slice(shift), ...tickets.slice(0, shift)].reverse().slice(0, 27))
      );
      const answers = await Promise.all(batches.map((batch) => store.formGroups(batch)));
      const formed = batches.flatMap((batch, number) =>
        batch.filter((_, at) => answers[number]?.[at])
      );
      const used = formed.flatMap(({ tickets }) => tickets.map(({ id }) => id));
      assert.equal(new Set(used).size, used.length);
      assert(formed.length > 0);
      const rest = await openIds(store);
      assert.equal(rest.size, tickets.length - used.length);
      for (const { tickets } of batches.flat()) assert(tickets.some(({ id }) => !rest.has(id)));
      for (const ticket of tickets) {
        const coMembers = await store.coMembers(userOf(ticket).id);
        assert.equal(coMembers.length, rest.has(ticket.id) ? 0 : 1);
        await store.withdrawTicket(userOf(ticket).id, noon);
      }
    }
  });

  Deno.test(`[D73] all open tickets are read, however many, and it is told how many are there: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const users = await Promise.all(
      Array.from({ length: 60 }, (_, number) => signUp(store, `user ${number}`)),
    );
    await store.placeTickets(
      users.map(({ id }, number) => ask(id, anyone, after(number % 7))),
      null,
    );
    const counts: number[] = [];
    const open_ = await store.openTickets(null, (count) => counts.push(count));
    assert.equal(counts.at(-1), 60);
    assert.equal(new Set(open_.map((ticket) => userOf(ticket).id)).size, 60);
    const order = open_.map(({ since, id }) => `${since} ${id}`);
    assert.deepEqual(order, [...order].sort());
  });
}

for (const { kind, open } of await sqlStores("rollback")) {
  Deno.test(`[D73] a ticket of two whose rows are on two pages is read once and whole: ${kind}`, async () => {
    await using at = await open();
    const { store, db } = at;
    // One ticket of one user, and then of two: the last row of the first page is half a ticket.
    const rows = 4_003;
    await sql`
      insert into users (id, username, username_key, password_hash, birth_date, created_at)
      select lpad(n::text, 32, '0')::uuid, n, n, '', '1996-01-01', ${noon}::timestamptz
      from generate_series(1, ${rows}::int) n`.execute(db);
    await sql`
      insert into tickets (id, user_id, sex, widen, since)
      select lpad((n / 2)::text, 32, '0')::uuid, lpad(n::text, 32, '0')::uuid, 'any', false,
        ${noon}::timestamptz + (n / 2) * interval '1 second'
      from generate_series(1, ${rows}::int) n`.execute(db);
    const counts: number[] = [];
    const tickets = await store.openTickets(null, (count) => counts.push(count));
    assert.equal(counts.at(-1), tickets.length);
    const sizes = tickets.map(({ seekers }) => seekers.length);
    assert.deepEqual(sizes, [1, ...Array.from({ length: 2_001 }, () => 2)]);
  });

  Deno.test(`[D74] a statement that fails in the middle leaves everything as it was: ${kind}`, async () => {
    await using at = await open();
    const { store, db } = at;
    const tickets = await waiting(store, 6);
    const [first, second] = triosOf(tickets);
    assert(first && second);
    const before = await store.openTickets(null);
    await db.insertInto("messages").values({
      ...{
        group_id: second.id,
        seq: 1,
        kind: "formed",
        id: newId<"message">(),
        by: null,
        at: noon,
      },
      content: "{}",
    }).execute();
    await assert.rejects(store.formGroups([first, second]));
    assert.deepEqual(await store.openTickets(null), before);
    const { rows } = await sql`select id from groups union all select group_id from members`
      .execute(db);
    assert.deepEqual(rows, []);
  });

  Deno.test(`[D75] rows that break a ticket, a seat or a pair are refused: ${kind}`, async () => {
    await using at = await open();
    const { store, db } = at;
    const [ticket, other] = await waiting(store, 2);
    assert(ticket && other);
    const [anna, bob] = [userOf(ticket), userOf(other)];
    const refuses = (constraint: string, statement: Promise<unknown>) =>
      assert.rejects(statement, (error: Error & { constraint?: string }) => {
        assert.equal(error.constraint, constraint, error.message);
        return true;
      });
    const row = {
      id: newId<"ticket">(),
      user_id: anna.id,
      sex: "any",
      age: null,
      widen: false,
      since: noon,
    } as const;
    await refuses("tickets_open", db.insertInto("tickets").values(row).execute());
    const seat = newId<"group">();
    await db.insertInto("groups").values({
      id: seat,
      name: "a group",
      formed_at: noon,
      why: "null",
    })
      .execute();
    await db.insertInto("tickets").values({ ...row, seat }).execute();
    await refuses(
      "tickets_seat",
      db.insertInto("tickets").values({ ...row, id: newId(), seat }).execute(),
    );
    const pair = (user: UserId, partner: UserId) => ({ user_id: user, partner_id: partner });
    await refuses(
      "partners_mutual",
      db.insertInto("partners").values(pair(anna.id, bob.id)).execute(),
    );
    await refuses(
      "partners_other",
      db.insertInto("partners").values(pair(anna.id, anna.id)).execute(),
    );
    await db.insertInto("partners").values([pair(anna.id, bob.id), pair(bob.id, anna.id)])
      .execute();
    const chloe = await signUp(store, "chloé");
    await refuses(
      "partners_pkey",
      db.insertInto("partners").values(pair(anna.id, chloe.id)).execute(),
    );
  });
}
