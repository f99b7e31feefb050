// Fences: raw rows that would break a rule, which the databases refuse by themselves.

import assert from "node:assert/strict";
import { type Kysely, sql } from "kysely";
import type { Day, GroupId, Instant, User } from "../../protocol/domain.ts";
import type { DB } from "../../db/schema.ts";
import type { Store } from "../../db/store/store.ts";
import {
  form,
  left,
  newId,
  noon,
  place,
  say,
  signUp,
  text,
  thirty,
} from "../support/store/store_cast.ts";
import { sqlStores } from "../support/store/stores.ts";

/** Pairs of birth dates with a wall between them on 1 June 2026. */
const sides = [["2008-06-02", "2008-06-01"], ["2008-06-01", "2010-06-02"], [
  "2010-06-02",
  "1990-01-01",
]];

/** Asserts that a statement is refused by a constraint of this name. */
async function refuses(constraint: string, statement: Promise<unknown>): Promise<void> {
  await assert.rejects(statement, (error: Error & { constraint?: string }) => {
    assert.equal(error.constraint, constraint, error.message);
    return true;
  });
}

async function newGroup(db: Kysely<DB>): Promise<GroupId> {
  const id = newId<"group">();
  await db.insertInto("groups").values({ id, name: "a group", formed_at: noon, why: "null" })
    .execute();
  return id;
}

function member(group: GroupId, { id }: User, position: number, joined: Instant = noon) {
  const rest = { position, joined_at: joined, first_seq: 1, read_seq: 0 };
  return { group_id: group, user_id: id, ...rest };
}

async function cast(store: Store, birthDates: readonly (Day | null)[]): Promise<User[]> {
  const users: User[] = [];
  for (const birthDate of birthDates) {
    const profile = birthDate === null ? null : { ...thirty, birthDate };
    users.push(await signUp(store, `user ${newId()}`, profile));
  }
  return users;
}

for (const { kind, open } of await sqlStores("fences")) {
  Deno.test(`[D37] rows that put two sides of a wall together are refused, at once or one by one: ${kind}`, async () => {
    await using at = await open();
    const { store, db } = at;
    for (const birthDates of sides) {
      const [one, other] = await cast(store, birthDates);
      assert(one && other);
      const group = await newGroup(db);
      const rows = [member(group, one, 0), member(group, other, 1)];
      await refuses("members_wall", db.insertInto("members").values(rows).execute());
      await db.insertInto("members").values(rows.slice(0, 1)).execute();
      await refuses("members_wall", db.insertInto("members").values(rows.slice(1)).execute());
    }
  });

  Deno.test(`[D37] a wall counts on the UTC day of joining, 29 February included: ${kind}`, async () => {
    await using at = await open();
    const [adult, leap] = await cast(at.store, ["2000-01-01", "2008-02-29"]);
    assert(adult && leap);
    const group = await newGroup(at.db);
    await at.db.insertInto("members").values(member(group, adult, 0)).execute();
    const join = (joined: Instant) =>
      at.db.insertInto("members").values(member(group, leap, 1, joined)).execute();
    await refuses("members_wall", join("2026-02-28T23:59:59.999Z"));
    await join("2026-03-01T00:00:00.000Z");
  });

  Deno.test(`[D37] a row that brings a former member back over a wall, or into another group, is refused: ${kind}`, async () => {
    await using at = await open();
    const { store, db } = at;
    const [a, b, c, minor] = await cast(store, [
      "2000-01-01",
      "2000-01-01",
      "2000-01-01",
      "2009-01-01",
    ]);
    assert(a && b && c && minor);
    const group = await form(store, [a, b, c]);
    const gone = { ...member(group, minor, 3), left_at: noon, left_seq: 2 };
    await db.insertInto("members").values(gone).execute();
    await refuses(
      "members_wall",
      db.updateTable("members").set({ left_at: null, left_seq: null }).where(
        "user_id",
        "=",
        minor.id,
      ).execute(),
    );
    const elsewhere = await newGroup(db);
    await db.insertInto("members").values(member(elsewhere, minor, 0)).execute();
    const moved = db.updateTable("members").set({ group_id: elsewhere, position: 1 }).where(
      "user_id",
      "=",
      a.id,
    );
    await refuses("members_wall", moved.execute());
  });

  Deno.test(`[D38] a fourth current member is refused, and a third after one has left is not: ${kind}`, async () => {
    await using at = await open();
    const { store, db } = at;
    const [a, b, c, d] = await cast(store, Array.from({ length: 4 }, () => "2000-01-01"));
    assert(a && b && c && d);
    const group = await form(store, [a, b, c]);
    const fourth = db.insertInto("members").values(member(group, d, 3));
    await refuses("members_full", fourth.execute());
    assert.equal(await store.leave({ group, message: left(b.id, 2) }), "stored");
    await fourth.execute();
    assert.equal((await store.group(d.id, group))?.members.length, 4);
  });

  Deno.test(`[D38] of rows that join at once no more than three are accepted: ${kind}`, async () => {
    await using at = await open();
    const { store, db } = at;
    const users = await cast(store, Array.from({ length: 6 }, () => "2000-01-01"));
    const group = await newGroup(db);
    const answers = await Promise.allSettled(
      users.map((user, position) =>
        db.insertInto("members").values(member(group, user, position)).execute()
      ),
    );
    assert.equal(answers.filter(({ status }) => status === "fulfilled").length, 3);
  });

  Deno.test(`[D39] rows that join blocked users, users of another common group, or a user without a profile are refused: ${kind}`, async () => {
    await using at = await open();
    const { store, db } = at;
    const [a, b, c, d] = await cast(store, [
      "2000-01-01",
      "2000-01-01",
      "2000-01-01",
      "2000-01-01",
    ]);
    const [bare] = await cast(store, [null]);
    assert(a && b && c && d && bare);
    const group = await newGroup(db);
    const join = (user: User, position: number) =>
      db.insertInto("members").values(member(group, user, position)).execute();
    await refuses("members_profile", join(bare, 0));
    await form(store, [a, b, c]);
    await join(a, 0);
    await refuses("members_together", join(b, 1));
    await store.block(d.id, a.id, noon);
    await refuses("members_blocked", join(d, 1));
  });

  Deno.test(`[O8] a member without a language of all who are there is refused: ${kind}`, async () => {
    await using at = await open();
    const { store, db } = at;
    const speaker = (name: string, ...languages: string[]) =>
      signUp(store, name, { ...thirty, languages });
    const group = await newGroup(db);
    const join = async (user: Promise<User>, position: number) =>
      await db.insertInto("members").values(member(group, await user, position)).execute();
    await join(speaker("anna", "en", "fr"), 0);
    await join(speaker("bob", "fr", "de"), 1);
    await refuses("members_language", join(speaker("clo", "de", "en"), 2));
    await join(speaker("dora", "it", "fr"), 2);
  });

  Deno.test(`[D40] a second open ticket, half a profile and a text without an author are refused: ${kind}`, async () => {
    await using at = await open();
    const { store, db } = at;
    const [a, b, c] = await cast(store, ["2000-01-01", "2000-01-01", "2000-01-01"]);
    assert(a && b && c);
    await place(store, a);
    const second = {
      id: newId<"ticket">(),
      user_id: a.id,
      sex: "any",
      age: null,
      widen: false,
      since: noon,
    } as const;
    await refuses("tickets_open", db.insertInto("tickets").values(second).execute());
    const half = db.updateTable("users").set({ birth_date: null }).where("id", "=", a.id);
    await refuses("users_profile", half.execute());
    const group = await form(store, [a, b, c]);
    await refuses(
      "messages_author",
      sql`insert into messages values (${group}, 2, 'text', ${newId()}, null, ${noon}, '{}')`
        .execute(db),
    );
  });

  Deno.test(`[D41] a newcomer sees nothing from before, by any way: ${kind}`, async () => {
    await using at = await open();
    const { store, db } = at;
    const [a, b, c, d] = await cast(store, Array.from({ length: 4 }, () => "2000-01-01"));
    assert(a && b && c && d);
    const group = await form(store, [a, b, c]);
    await say(store, group, text(a.id, 2));
    await store.leave({ group, message: left(b.id, 3) });
    await db.insertInto("members").values({ ...member(group, d, 3), first_seq: 5 }).execute();
    assert.deepEqual(await store.messages(d.id, group, { before: null, limit: 9 }), {
      messages: [],
      more: false,
    });
    const view = await store.group(d.id, group);
    assert.deepEqual([view?.last, view?.lastSeq, view?.unread, view?.firstSeq], [null, 0, 0, 5]);
    for (const seq of [4, 5, 6]) await say(store, group, text(a.id, seq));
    for (
      const range of [{ before: null, limit: 9 }, { before: 7, limit: 9 }, { after: 0, limit: 9 }]
    ) {
      const page = await store.messages(d.id, group, range);
      assert.deepEqual([page?.messages.map(({ seq }) => seq), page?.more], [[5, 6], false]);
    }
    assert.equal((await store.group(d.id, group))?.unread, 2);
  });
}
