// The matchmaker's commands on two people: partners, invites, blocks. On the memory store, in
// virtual time.

import assert from "node:assert/strict";
import { Hall, type Listener } from "../support/matching/hall.ts";
import { alike, anyone, newId } from "../support/store/store_cast.ts";

const nobody = newId<"user">();
const man = { birthDate: "1996-01-01", sex: "male" } as const;

Deno.test("[T13] no ticket is placed that one of two partners could not place, or that nobody has", async () => {
  await using hall = new Hall();
  const anna = await hall.person("anna");
  const bob = await hall.person("bob", { birthDate: "1996-01-01", sex: null });
  const clo = await hall.person("clo", null);
  assert.equal(
    await hall.ask({ type: "place", user: clo.id, criteria: anyone }),
    "profile_required",
  );
  await hall.pair(anna, bob);
  assert.equal(
    await hall.ask({ type: "place", user: anna.id, criteria: alike }),
    "sex_undisclosed",
  );
  assert.equal(await hall.look(anna), null);
  assert.equal(await hall.look(bob), null);
});

Deno.test("[T13] two partners have one ticket, told to both, and its criteria hold for each against the third", async () => {
  await using hall = new Hall();
  const [anna, bob] = [await hall.person("anna"), await hall.person("bob", man)];
  await hall.pair(anna, bob);
  const asked = { sex: "any", age: 2, widen: false } as const;
  const ticket = await hall.place(bob, asked);
  assert.deepEqual([ticket?.with, ticket?.waiting, ticket?.criteria], [anna.user, 2, asked]);
  assert.deepEqual((await anna.next("ticket")).ticket, { ...ticket, with: bob.user });
  assert.deepEqual((await bob.next("ticket")).ticket, ticket);
  const old = await hall.person("old", { birthDate: "1990-01-01", sex: "female" });
  assert.notEqual(await hall.place(old), null, "Six years are more than two");
  const near = await hall.person("near", { birthDate: "1994-01-01", sex: "male" });
  assert.equal(await hall.place(near), null);
  assert.deepEqual(await hall.groupsOf(near), ["anna, bob, near"]);
  for (const one of [anna, bob]) {
    assert.equal((await one.next("group")).group.members.length, 3);
    assert.equal((await one.next("ticket")).ticket, null);
    assert.equal((await one.next("partner")).partner, null);
    assert.equal(await hall.store.partner(one.id), null);
  }
  assert(!near.frames.some(({ type }) => type === "partner"));
});

Deno.test("[T13] what one partner withdraws is withdrawn for both", async () => {
  await using hall = new Hall();
  const [anna, bob] = await hall.people("anna", "bob");
  assert(anna && bob);
  await hall.pair(anna, bob);
  await hall.place(anna);
  await bob.next("ticket");
  assert.equal(await hall.ask({ type: "withdraw", user: anna.id }), "ticket");
  assert.equal((await bob.next("ticket")).ticket, null);
  assert.equal(await hall.look(bob), null);
});

Deno.test("[T14] an invite of oneself, used up, run out, unknown, or between people kept apart is refused and changes nothing", async () => {
  await using hall = new Hall();
  const [anna, bob, clo, dora] = await hall.people("anna", "bob", "clo", "dora");
  const young = await hall.person("young", { birthDate: "2010-01-01", sex: "female" });
  assert(anna && bob && clo && dora);
  const accept = (user: Listener, hash: string) =>
    hall.ask({ type: "accept_invite", user: user.id, hash });
  const hash = await hall.invite(anna);
  assert.equal(await accept(anna, hash), "own_invite");
  assert.equal(await accept(bob, "0".repeat(64)), "not_found");
  assert.equal(await accept(young, hash), "kept_apart");
  await hall.ask({ type: "block", user: anna.id, other: bob.id });
  assert.equal(await accept(bob, hash), "kept_apart");
  assert.deepEqual([anna, bob, young].flatMap((one) => one.news()), []);
  const second = await hall.invite(anna);
  assert.equal(await accept(clo, hash), "accepted");
  assert.equal(await accept(dora, hash), "invite_over");
  assert.equal(await accept(dora, second), "has_partner");
  const late = await hall.invite(bob);
  hall.clock.advance(1_000);
  assert.equal(await accept(dora, late), "invite_over");
  assert.equal((await hall.store.partner(anna.id))?.id, clo.id);
});

Deno.test("[T14] the ticket with which the inviter waits is placed anew for both, and completes a trio", async () => {
  await using hall = new Hall();
  const [anna, bob, clo] = await hall.people("anna", "bob", "clo");
  assert(anna && bob && clo);
  await hall.place(anna);
  await hall.place(bob, { sex: "any", age: 0, widen: false });
  for (const one of [anna, bob]) one.news();
  await hall.pair(anna, bob);
  assert.deepEqual((await bob.next("partner")).partner, anna.user);
  assert.deepEqual((await anna.next("partner")).partner, bob.user);
  assert.deepEqual((await bob.next("ticket")).ticket?.criteria, anyone);
  assert.deepEqual((await anna.next("ticket")).ticket?.with, bob.user);
  assert.equal(await hall.place(clo), null);
  assert.deepEqual(await hall.groupsOf(clo), ["anna, bob, clo"]);
});

Deno.test("[T14] where the inviter's criteria cannot hold for both, neither waits, and both are told so", async () => {
  await using hall = new Hall();
  const anna = await hall.person("anna");
  const bob = await hall.person("bob", { birthDate: "1996-01-01", sex: null });
  await hall.place(anna, alike);
  await hall.place(bob);
  for (const one of [anna, bob]) one.news();
  await hall.pair(anna, bob);
  for (const one of [anna, bob]) {
    assert.equal((await one.next("ticket")).ticket, null);
    assert.equal(await hall.look(one), null);
  }
  assert.deepEqual(
    [anna, bob].map((one) => one.frames.filter(({ type }) => type === "partner").length),
    [
      1,
      1,
    ],
  );
});

Deno.test("[T15] who has no partner parts from nobody; else both are told, and neither waits", async () => {
  await using hall = new Hall();
  const [anna, bob] = await hall.people("anna", "bob");
  assert(anna && bob);
  await hall.place(anna);
  anna.news();
  assert.equal(await hall.ask({ type: "end_partnership", user: anna.id }), "done");
  assert.notEqual(await hall.look(anna), null, "One who waits alone waits on");
  assert.deepEqual(anna.news(), []);
  await hall.pair(anna, bob);
  for (const one of [anna, bob]) assert.deepEqual(one.news(), ["partner", "ticket"]);
  assert.equal(await hall.ask({ type: "end_partnership", user: bob.id }), "done");
  for (const one of [anna, bob]) {
    assert.equal((await one.next("ticket")).ticket, null);
    assert.equal((await one.next("partner")).partner, null);
    assert.equal(await hall.look(one), null);
  }
});

Deno.test("[T15] a block between partners ends the partnership", async () => {
  await using hall = new Hall();
  const [anna, bob] = await hall.people("anna", "bob");
  assert(anna && bob);
  await hall.pair(anna, bob);
  await hall.place(anna);
  for (const one of [anna, bob]) one.news();
  assert.equal(await hall.ask({ type: "block", user: bob.id, other: anna.id }), "done");
  for (const one of [anna, bob]) {
    assert.deepEqual(one.news(), ["ticket", "partner"]);
    assert.equal(await hall.store.partner(one.id), null);
    assert.equal(await hall.look(one), null);
  }
});

Deno.test("[T19] a block of nobody is refused; a block keeps two apart from then on, whoever asked", async () => {
  await using hall = new Hall();
  const [anna, bob, clo, dora] = await hall.people("anna", "bob", "clo", "dora");
  assert(anna && bob && clo && dora);
  assert.equal(await hall.ask({ type: "block", user: anna.id, other: nobody }), "not_found");
  await hall.place(anna);
  hall.clock.advance(1_000);
  await hall.place(bob);
  assert.equal(await hall.ask({ type: "block", user: bob.id, other: anna.id }), "done");
  assert.notEqual(await hall.place(clo), null);
  assert.equal(await hall.place(dora), null, "Of those who fit, the longest-waiting");
  assert.deepEqual(await hall.groupsOf(anna), ["anna, clo, dora"]);
});

Deno.test("[T19] taking a block back completes a trio at once, unless the other one holds on to theirs", async () => {
  await using hall = new Hall();
  const [anna, bob, clo] = await hall.people("anna", "bob", "clo");
  assert(anna && bob && clo);
  const pair = { user: anna.id, other: bob.id };
  await hall.ask({ type: "block", ...pair });
  await hall.ask({ type: "block", user: bob.id, other: anna.id });
  for (const one of [anna, bob, clo]) await hall.place(one);
  assert.equal(await hall.ask({ type: "unblock", ...pair }), "done");
  assert.deepEqual(await hall.groupsOf(clo), []);
  assert.equal(
    await hall.ask({ type: "unblock", ...pair }),
    "done",
    "Taking back twice is no error",
  );
  assert.equal(await hall.ask({ type: "unblock", user: bob.id, other: anna.id }), "done");
  assert.deepEqual(await hall.groupsOf(clo), ["anna, bob, clo"]);
});

Deno.test("[M83] two partners of one device, whose partnership could not be ended, are none once a trio is refused", async () => {
  await using hall = new Hall();
  const [anna, bob, clo] = await hall.people("anna", "bob", "clo");
  assert(anna && bob && clo);
  await hall.pair(anna, bob);
  await hall.place(anna);
  for (const one of [anna, bob]) await logInAt(hall, one, "their device");
  for (const one of [anna, bob]) one.news();
  assert.notEqual(await hall.place(clo), null, "She waits on");
  for (const one of [anna, bob]) {
    assert.equal((await one.next("ticket")).ticket, null);
    assert.equal((await one.next("partner")).partner, null);
    assert.equal(await hall.store.partner(one.id), null);
    assert.equal(await hall.look(one), null);
  }
  assert.deepEqual(hall.reports, []);
});

/** Opens a session of a user at a device. */
async function logInAt(hall: Hall, { id: user }: Listener, device: string): Promise<void> {
  const at = "2026-06-15T12:00:00.000Z";
  const session = { id: newId<"session">(), user, createdAt: at, expiresAt: at, agent: null };
  assert(await hall.store.openSession(session, { devices: [device], networks: [] }));
}

Deno.test("[M87] once a block is taken back, those whom it reached by a device are matched at once", async () => {
  await using hall = new Hall();
  const [anna, bob, double, clo] = await hall.people("anna", "bob", "double", "clo");
  assert(anna && bob && double && clo);
  for (const one of [bob, double]) await logInAt(hall, one, "their device");
  assert.equal(await hall.ask({ type: "block", user: anna.id, other: bob.id }), "done");
  for (const one of [anna, double, clo]) await hall.place(one);
  assert.deepEqual(await hall.groupsOf(anna), []);
  assert.equal(await hall.ask({ type: "unblock", user: anna.id, other: bob.id }), "done");
  assert.deepEqual(await hall.groupsOf(anna), ["anna, clo, double"]);
});

Deno.test("[M87] once a ban is lifted, those who wait at its devices are matched at once", async () => {
  await using hall = new Hall();
  const [bob, double, anna, clo] = await hall.people("bob", "double", "anna", "clo");
  assert(bob && double && anna && clo);
  for (const one of [bob, double]) await logInAt(hall, one, "their device");
  const at = "2026-06-15T12:00:00.000Z";
  const act = () => ({ id: newId<"audit">(), by: null, about: bob.id, note: "", at });
  assert(await hall.world.moderation.suspend({ ...act(), days: null }));
  for (const one of [double, anna, clo]) await hall.place(one);
  assert.deepEqual(await hall.groupsOf(double), []);
  assert.equal(await hall.world.moderation.lift(act()), true);
  await hall.look(double);
  assert.deepEqual(await hall.groupsOf(double), ["anna, clo, double"]);
  assert.equal(await hall.world.moderation.lift(act()), false);
});
