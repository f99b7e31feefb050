// Nobody owns the matchmaker by making accounts; and people who share an address, a home or a
// company's server are matched at once.

import assert from "node:assert/strict";
import type { Group } from "../../protocol/domain.ts";
import type { Client } from "../../tools/client.ts";
import {
  accept,
  connected,
  groupsOf,
  invite,
  makePartners,
  open,
  partnerOf,
  password,
  type Person,
  place,
  signUp,
  thirty,
  ticketOf,
} from "../support/server/people.ts";
import { groupOf, messagesOf, namesIn, openSeat, quit } from "../support/server/seats.ts";
import { decideAbout, newModerator } from "../support/server/moderators.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import type { Store } from "../../db/store/store.ts";
import { startServer, type TestServer } from "../support/server/server.ts";

const behindProxy = { env: { PROXIES: "1" } };
const minuteMs = 60_000;

/** Signs up over HTTP in a browser, from an address. */
async function come(
  server: TestServer,
  username: string,
  address: string,
  client: Client = server.browser(),
): Promise<Person> {
  const headers = { "x-forwarded-for": address };
  const account = { username, password, profile: thirty };
  const { status, body } = await client.request<Person>("POST", "/api/users", account, headers);
  assert.equal(status, 201, JSON.stringify(body));
  return { user: body.user, client };
}

async function areMatched(...people: readonly Person[]): Promise<boolean> {
  for (const person of people) await place(person);
  const groups = await Promise.all(people.map(groupsOf));
  return groups.every(([group]) => group !== undefined && group.id === groups[0]?.[0]?.id);
}

Deno.test("[M74] three students behind one address are matched at once", async () => {
  await using server = await startServer(behindProxy);
  for (const address of ["203.0.113.7", "2001:db8:1:2::5"]) {
    const students = [];
    for (const name of ["ann", "ben", "clo"]) {
      students.push(await come(server, `${name}.${address.slice(-1)}`, address));
    }
    assert(await areMatched(...students), address);
  }
});

Deno.test("[M74] two friends on one sofa are partners, and are matched with a third at once", async () => {
  await using server = await startServer(behindProxy);
  const [anna, bob] = [
    await come(server, "anna", "203.0.113.7"),
    await come(server, "bob", "203.0.113.7"),
  ];
  await makePartners(anna, bob);
  await place(anna);
  const clo = await come(server, "clo", "203.0.113.8");
  await place(clo);
  assert.equal((await groupsOf(clo)).length, 1);
});

Deno.test("[M74] on a company's own server nobody is kept from those who come later, whoever was blocked", async () => {
  await using server = await startServer(behindProxy);
  for (const address of ["127.0.0.1", "192.168.1.20", "10.0.0.7", "fd00::7"]) {
    const names = ["ann", "ben", "cam"].map((name) => `${name}.${address.replaceAll(":", "-")}`);
    const [ann, ben] = [
      await come(server, names[0] ?? "", address),
      await come(server, names[1] ?? "", address),
    ];
    assert.equal((await ann.client.put(`/api/blocks/${ben.user.id}`, {})).status, 204);
    const late = [];
    for (const name of ["late", "later"]) {
      late.push(await come(server, `${name}.${names[2]}`, address));
    }
    assert(await areMatched(ann, ...late), address);
  }
});

Deno.test("[M74] with NETWORK_RULES=off a block reaches no network, and still the device", async () => {
  await using server = await startServer({ env: { PROXIES: "1", NETWORK_RULES: "off" } });
  const [anna, bob] = [
    await come(server, "anna", "203.0.113.1"),
    await come(server, "bob", "203.0.113.7"),
  ];
  await anna.client.put(`/api/blocks/${bob.user.id}`, {});
  const [clo, dora] = [
    await come(server, "clo", "203.0.113.7"),
    await come(server, "dora", "203.0.113.7"),
  ];
  assert(await areMatched(anna, clo, dora));
});

Deno.test("[M75] accounts of one device are never matched with each other, nor partners", async () => {
  await using server = await startServer();
  const one = await come(server, "first", "", server.browser());
  // Another window of the device: in the same one the first session would end.
  const window = server.browser();
  window.device = one.client.device;
  const second = await come(server, "second", "", window);
  const { token } = await invite(one);
  const { status, body } = await accept(second, token);
  assert.deepEqual([status, body.code], [410, "invite_over"]);
  const anna = await signUp(server, "anna");
  assert.equal(await areMatched(one, second, anna), false);
  const bob = await signUp(server, "bob");
  await place(bob);
  const [group] = await groupsOf(bob);
  const names = group?.members.map(({ username }) => username) ?? [];
  assert(names.includes("first") !== names.includes("second"), names.join());
});

Deno.test("[M75] partners who log in at one device are partners no more, and both are told", async () => {
  await using server = await startServer();
  const anna = await come(server, "anna", "");
  const bob = await signUp(server, "bob");
  await makePartners(anna, bob);
  await place(anna);
  const [annas, bobs] = [await connected(anna), await connected(bob)];
  const phone = server.browser();
  phone.device = anna.client.device;
  assert.equal((await phone.logIn("bob", password)).status, 200);
  for (const line of [annas, bobs]) {
    assert.equal((await line.next("partner")).partner, null);
    await line.close();
  }
  assert.deepEqual([await partnerOf(anna), await ticketOf(anna)], [null, null]);
});

Deno.test("[M76] who was blocked is not with the victim again by new accounts of the device or the network, as partners or alone", async () => {
  await using server = await startServer(behindProxy);
  const victim = await come(server, "victim", "203.0.113.1");
  const browser = server.browser();
  const stalker = await come(server, "stalker", "203.0.113.66", browser);
  // Waiting when the block comes: it reaches who waits already, too.
  const double = await come(server, "double", "198.51.100.9", browser);
  const helper = await signUp(server, "helper");
  await place(double);
  await place(victim);
  assert.equal((await victim.client.put(`/api/blocks/${stalker.user.id}`, {})).status, 204);
  await place(helper);
  assert.deepEqual(await groupsOf(victim), []);
  for (const one of [double, helper]) await one.client.delete("/api/ticket");
  const fresh = [];
  for (const name of ["one", "two"]) fresh.push(await come(server, name, "203.0.113.66"));
  const [one, two] = fresh;
  assert(one && two);
  await makePartners(one, two);
  await place(one);
  assert.deepEqual(await groupsOf(victim), []);
  // The first who comes completes the two; the victim is with those who come then.
  for (const name of ["anna", "bob", "clo"]) await place(await signUp(server, name));
  const [group] = await groupsOf(victim);
  assert.deepEqual(
    group?.members.map(({ username }) => username).sort(),
    ["bob", "clo", "victim"],
  );
});

Deno.test("[M77] an invite between two who are kept apart answers as a used one, at every step, and the one who is blocked learns nothing", async () => {
  await using server = await startServer();
  const [anna, bob, clo] = [
    await signUp(server, "anna"),
    await signUp(server, "bob"),
    await signUp(server, "clo"),
  ];
  const used = (await invite(anna)).token;
  assert.equal((await accept(clo, used)).status, 200);
  assert.equal((await clo.client.delete("/api/partner")).status, 204);
  const { token } = await invite(anna);
  assert.equal((await anna.client.put(`/api/blocks/${bob.user.id}`, {})).status, 204);
  const answers = async (each: string) => {
    const [look, acceptance] = [
      await bob.client.get(`/api/invites/${each}`),
      await accept(bob, each),
    ];
    return [look.status, look.body, acceptance.status, acceptance.body];
  };
  assert.deepEqual(await answers(token), await answers(used));
  // Also where something else would be said of a link that works.
  await makePartners(bob, await signUp(server, "dora"));
  assert.deepEqual(await answers(token), await answers(used));
  assert.equal((await clo.client.get(`/api/invites/${token}`)).status, 200);
});

/** Anna and Bob, partners, and Clo, who are a trio. */
async function pairAndThird(server: TestServer) {
  const [anna, bob, clo] = [
    await signUp(server, "anna"),
    await signUp(server, "bob"),
    await signUp(server, "clo"),
  ];
  await makePartners(anna, bob);
  await place(anna);
  return { anna, bob, clo };
}

Deno.test("[M96] from a ban on nobody comes into a group by its seat while a member uses the banned device", async () => {
  const inner = createMemoryStore();
  let tries = 0;
  const store: Store = {
    ...inner,
    joinGroup(join) {
      tries += 1;
      return inner.joinGroup(join);
    },
  };
  await using server = await startServer({ store });
  const banned = await come(server, "banned", "");
  const window = server.browser();
  window.device = banned.client.device;
  const double = await come(server, "double", "", window);
  const names = ["anna", "bob", "clo", "dora", "emil"];
  const [anna, bob, clo, dora, emil] = await Promise.all(names.map((name) => signUp(server, name)));
  assert(anna && bob && clo && dora && emil);
  assert(await areMatched(banned, clo, dora) && await areMatched(double, anna, bob));
  const [[reported], [group]] = [await groupsOf(clo), await groupsOf(anna)];
  assert(reported && group);
  await quit(bob, group.id);
  await openSeat(anna, group.id);
  const moderator = await newModerator(server);
  const told = { group: reported.id, by: clo, about: banned, moderator };
  await decideAbout(told, { action: "ban", note: "n" });
  await place(emil);
  assert.deepEqual([await groupsOf(emil), tries], [[], 0], "The matchmaker knows at once");
  await quit(double, group.id);
  const fay = await signUp(server, "fay");
  await openSeat(anna, group.id);
  await place(fay);
  assert.deepEqual(namesIn(await groupOf(anna, group.id)).sort(), ["anna", "emil", "fay"]);
});

Deno.test("[M78] that two came together is told with the match, in the group and in its log", async () => {
  await using server = await startServer();
  const { anna, bob, clo } = await pairAndThird(server);
  const line = await connected(clo);
  await place(clo);
  const pair = [anna.user.id, bob.user.id].sort();
  const { group } = await line.next("group");
  assert.deepEqual([...group.together ?? []].sort(), pair);
  const { message } = await line.next("message");
  assert(message.kind === "formed");
  assert.deepEqual([...message.together ?? []].sort(), pair);
  assert.deepEqual((await groupOf(clo, group.id)).together, group.together);
  assert.deepEqual((await messagesOf(clo, group.id))[0], message);
  await line.close();
});

Deno.test("[M78] partners who come in by a seat are told of to who was there; people who came alone are not", async () => {
  await using server = await startServer();
  const trio = [];
  for (const name of ["anna", "bob", "clo"]) trio.push(await signUp(server, name));
  const [anna, bob, clo] = trio;
  assert(anna && bob && clo && await areMatched(anna, bob, clo));
  const [{ id, together } = {} as Group] = await groupsOf(anna);
  assert.equal(together, undefined);
  for (const one of [bob, clo]) await quit(one, id);
  await openSeat(anna, id);
  const [dora, emil] = [await signUp(server, "dora"), await signUp(server, "emil")];
  await makePartners(dora, emil);
  await place(dora);
  assert.deepEqual(
    [...(await groupOf(anna, id)).together ?? []].sort(),
    [dora.user.id, emil.user.id].sort(),
  );
  const joined = (await messagesOf(anna, id)).flatMap((message) =>
    message.kind === "joined" ? [[message.by, message.with]] : []
  );
  assert.deepEqual(
    joined.sort(),
    [
      [dora.user.id, emil.user.id],
      [emil.user.id, dora.user.id],
    ].sort(),
  );
});

Deno.test("[M79] who leaves two partners within ten minutes waits again in their old place, and is not matched with them again", async () => {
  await using server = await startServer();
  const { anna, bob, clo } = await pairAndThird(server);
  const { body } = await clo.client.put<{ ticket: null }>("/api/ticket", { criteria: open });
  assert.equal(body.ticket, null);
  const [group] = await groupsOf(clo);
  assert(group);
  server.clock.advance(10 * minuteMs - 1);
  const line = await connected(clo);
  await quit(clo, group.id);
  const { ticket } = await line.next("ticket");
  assert.equal(ticket?.since, group.formedAt);
  await line.close();
  // They look for a third again, and their two places are found by others.
  await openSeat(anna, group.id);
  assert.equal((await ticketOf(clo))?.id, ticket?.id);
  for (const person of [anna, bob]) await place(person);
  assert.deepEqual(await groupsOf(clo), []);
  await place(await signUp(server, "dora"));
  await place(await signUp(server, "eve"));
  const names = (await groupsOf(clo)).flatMap(({ members }) =>
    members.map(({ username }) => username)
  );
  assert(!names.includes("anna") && !names.includes("bob"), names.join());
});

Deno.test("[M79] who leaves them after ten minutes does not", async () => {
  await using server = await startServer();
  const { clo } = await pairAndThird(server);
  await place(clo);
  const [group] = await groupsOf(clo);
  server.clock.advance(10 * minuteMs);
  await quit(clo, group?.id ?? assert.fail());
  assert.equal(await ticketOf(clo), null);
});

Deno.test("[M80] partners whom three left on one day, in UTC, are matched on the next", async () => {
  await using server = await startServer({ env: { MET_DAYS: "0" } });
  const { anna, bob } = await pairAndThird(server);
  for (const name of ["dora", "emil", "eve"]) {
    const third = await signUp(server, name);
    await place(third);
    const [group] = await groupsOf(third);
    assert(group, `${name} was not matched`);
    for (const one of [third, anna, bob]) await quit(one, group.id);
    await third.client.delete("/api/ticket");
    await makePartners(anna, bob);
    await place(anna);
  }
  const fay = await signUp(server, "fay");
  await place(fay);
  assert.deepEqual(await groupsOf(fay), []);
  assert((await ticketOf(anna)) !== null && (await ticketOf(fay)) !== null);
  // Placing anew is no way around it.
  await place(bob);
  server.clock.sleep(12 * 60 * minuteMs - 1);
  assert.deepEqual(await groupsOf(fay), []);
  server.clock.advance(251);
  assert.equal(await ticketOf(fay), null);
  assert.equal((await groupsOf(fay)).length, 1);
});
