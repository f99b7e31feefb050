// What a store throws: an outage of the database is told from a fault of a statement.

import assert from "node:assert/strict";
import { sql } from "kysely";
import { Unavailable } from "../../protocol/unavailable.ts";
import { newId, signUp, someone } from "../support/store/store_cast.ts";
import { sqlStores } from "../support/store/stores.ts";

for (const { kind, open } of await sqlStores("outages")) {
  Deno.test(`[X82] a fault of a statement is no outage, and what the database could not do is one: ${kind}`, async () => {
    await using opened = await open();
    const { db } = opened;
    const thrown = (statement: ReturnType<typeof sql>) =>
      statement.execute(db).then(() => assert.fail(), (error: unknown) => error);
    const faults = [
      sql`select nothing from nowhere`,
      sql`select 1 / 0`,
      sql`insert into sessions values (${newId()}, ${newId()}, now(), now())`,
    ];
    for (const statement of faults) assert(!(await thrown(statement) instanceof Unavailable));
    for (const state of ["53100", "57014", "40P01", "58030", "XX001", "25006"]) {
      const raised = await thrown(
        sql.raw(`do $$ begin raise exception 'no room' using errcode = '${state}'; end $$`),
      );
      assert(raised instanceof Unavailable, state);
    }
  });

  Deno.test(`[A40] an account whose first session is refused is not there: ${kind}`, async () => {
    await using opened = await open();
    const { store } = opened;
    const anna = await signUp(store, "anna");
    const at = { createdAt: "2026-06-01T12:00:00.000Z", expiresAt: "2026-07-01T12:00:00.000Z" };
    const session = { id: newId<"session">(), user: anna.id, ...at };
    await store.openSession(session);
    const bob = someone("bob");
    await assert.rejects(store.createUser(bob, { ...session, user: bob.user.id }));
    assert.equal(await store.credentials("bob"), null);
    const own = { ...session, id: newId<"session">(), user: bob.user.id };
    assert.equal(await store.createUser(bob, own), true);
    assert.equal((await store.session(own.id, at.createdAt))?.user.id, bob.user.id);
    const again = { ...someone("bob"), usernameKey: "bob" };
    const late = { ...own, id: newId<"session">(), user: again.user.id };
    assert.equal(await store.createUser(again, late), false);
    assert.equal(await store.session(late.id, at.createdAt), null);
  });
}
