// Suspensions over the public protocol: who is kept out, until when, and what that ends.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import type { GroupId } from "../../protocol/domain.ts";
import {
  decide,
  decideAbout,
  newModerator,
  queueOf,
  report,
} from "../support/server/moderators.ts";
import {
  connected,
  formTrio,
  groupsOf,
  makePartners,
  partnerOf,
  password,
  type Person,
  place,
  signUp,
  ticketOf,
} from "../support/server/people.ts";
import { endOf } from "../support/server/patience.ts";
import type { Problem } from "../support/server/problems.ts";
import { namesIn, openSeat, quit } from "../support/server/seats.ts";
import { recoveryCodeFor } from "../../routes/auth/recovery_codes.ts";
import { createFaultyStore } from "../support/memory_store/faulty_store.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { drivers, startServer, type TestServer } from "../support/server/server.ts";

/** Bob is suspended by a report of Anna's. */
async function suspendBob(
  server: TestServer,
  { decision, before }: {
    readonly decision: Readonly<Record<string, unknown>>;
    readonly before?: (bob: Person, group: GroupId) => Promise<void>;
  },
) {
  const { anna, bob, chloe, group } = await formTrio(server);
  const moderator = await newModerator(server);
  await before?.(bob, group);
  await decideAbout({ group, by: anna, about: bob, moderator }, { note: "n", ...decision });
  const logIn = async (secret = password) => {
    const { status, body } = await server.client().request<Problem & { until?: unknown }>(
      "POST",
      "/api/session",
      { username: "bob", password: secret },
    );
    return [status, body.code ?? null, body.until];
  };
  return { anna, bob, chloe, group, moderator, logIn };
}

for (const sockets of drivers) {
  Deno.test(`[A143] a suspended user's sockets close 4403, no session is left, and none begins before the end: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const lines: Awaited<ReturnType<typeof connected>>[] = [];
    const { bob, logIn } = await suspendBob(server, {
      decision: { action: "suspend", days: 3 },
      before: async (bob) => {
        for (let count = 0; count < 2; count++) lines.push(await connected(bob));
      },
    });
    const day = 86_400_000;
    const until = new Date(server.clock.now() + 3 * day).toISOString();
    for (const line of lines) {
      const { code, reason } = await endOf(line);
      assert.deepEqual([code, reason], [4403, `Suspended until ${until}`]);
    }
    for (const path of ["/api/me", "/api/groups", "/api/ticket", "/api/reports"]) {
      assert.equal((await bob.client.get(path)).status, 401);
    }
    await assert.rejects(bob.client.connect());
    assert.deepEqual(await logIn(), [403, "suspended", until]);
    assert.deepEqual(await logIn("another secret"), [401, "bad_credentials", undefined]);
    server.clock.sleep(3 * day - 1);
    assert.deepEqual(await logIn(), [403, "suspended", until]);
    server.clock.sleep(1);
    assert.deepEqual(await logIn(), [200, null, undefined]);
  });
}

Deno.test("[A143] sockets end within seconds where the suspension was stored and the answer was lost", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  await using server = await startServer({ store: faulty.store });
  const { anna, bob, group } = await formTrio(server);
  const moderator = await newModerator(server);
  const line = await connected(bob);
  await report(anna, group, bob);
  const [told] = await queueOf(moderator);
  faulty.fail("decide", "after");
  const { status } = await decide(moderator, told?.id ?? "", { action: "ban", note: "n" });
  assert.equal(status, 503);
  server.clock.advance(3_000);
  const { code, reason } = await endOf(line);
  assert.deepEqual([code, reason], [4403, "Suspended for good"]);
});

Deno.test("[A143] a recovery code lets no suspended user in, and is not used up by trying", async () => {
  await using server = await startServer();
  const { bob, moderator } = await suspendBob(server, { decision: { action: "suspend", days: 1 } });
  const code = await recoveryCodeFor(bob.user.id, "2026-06-15T12:00:00.000Z", server.store);
  const recover = async (named: string | null) => {
    const body = { username: "bob", code: named, password: "quite another secret" };
    const { status, body: answer } = await server.client().request<Problem | undefined>(
      "POST",
      "/api/session/recovery",
      body,
    );
    return [status, answer?.code ?? null];
  };
  assert.deepEqual(await recover(code), [403, "suspended"]);
  assert.deepEqual(await recover("00000-00000-00000"), [401, "bad_credentials"]);
  const path = `/api/moderation/users/${bob.user.id}/suspension`;
  assert.equal((await moderator.client.request("DELETE", path, { note: "n" })).status, 204);
  assert.deepEqual(await recover(code), [200, null]);
});

Deno.test("[A143] a ban is for good until it is lifted", async () => {
  await using server = await startServer();
  const { bob, moderator, logIn } = await suspendBob(server, { decision: { action: "ban" } });
  server.clock.sleep(400 * 86_400_000);
  assert.deepEqual(await logIn(), [403, "suspended", null]);
  // The moderator's own session has run out meanwhile.
  const fresh = await newModerator(server, "another");
  const suspension = `/api/moderation/users/${bob.user.id}/suspension`;
  const lift = async (path: string, body: unknown = { note: "n" }) =>
    (await fresh.client.request<Problem>("DELETE", path, body)).status;
  assert.equal(await lift(suspension, {}), 400);
  assert.equal(await lift(`/api/moderation/users/${v7()}/suspension`), 404);
  assert.equal(await lift(suspension), 204);
  assert.deepEqual(await logIn(), [200, null, undefined]);
  assert.equal(await lift(suspension), 404);
  assert.equal((await moderator.client.get("/api/me")).status, 401);
});

Deno.test("[A144] a suspension ends the search: a partner is told, a seat closes, nobody is matched with the user", async () => {
  await using server = await startServer();
  const dora = await signUp(server, "dora");
  const { anna, bob, chloe, group, moderator } = await suspendBob(server, {
    decision: { action: "warn" },
  });
  await quit(chloe, group);
  await openSeat(anna, group);
  await makePartners(dora, bob);
  await place(bob);
  const [ofDora, ofAnna] = [await connected(dora), await connected(anna)];
  assert.notEqual(await ticketOf(dora), null);
  const ofBob = await connected(bob);
  await decideAbout({ group, by: anna, about: bob, moderator }, { action: "ban", note: "n" });
  // At once: the server's clock stands still.
  assert.equal((await ofAnna.next("presence", ({ online }) => !online)).user, bob.user.id);
  await endOf(ofBob);
  assert.equal((await ofDora.next("ticket", ({ ticket }) => ticket === null)).ticket, null);
  assert.equal((await ofDora.next("partner")).partner, null);
  assert.equal(
    (await ofAnna.next("group", ({ group }) => group.seat === undefined)).group.id,
    group,
  );
  assert.deepEqual([await ticketOf(dora), await partnerOf(dora)], [null, null]);
  const seat = await anna.client.put<Problem>(`/api/groups/${group}/seat`, {});
  assert.deepEqual([seat.status, seat.body.code], [409, "no_third"], "Bob is in the group");
  for (const person of [dora, await signUp(server, "emil")]) await place(person);
  assert.deepEqual(await groupsOf(dora), []);
  await place(await signUp(server, "fay"));
  assert.deepEqual(namesIn((await groupsOf(dora))[0]), ["dora", "emil", "fay"]);
  await ofDora.close();
  await ofAnna.close();
});
