// Accounts that are bots', over HTTP and sockets: who is told, and who meets them.

import assert from "node:assert/strict";
import type { Criteria, Hint, Ticket } from "../../protocol/domain.ts";
import type { Me } from "../../tools/client.ts";
import {
  accept,
  connected,
  groupsOf,
  invite,
  makePartners,
  open,
  password,
  type Person,
  place,
  signUp,
  thirty,
  ticketOf,
} from "../support/server/people.ts";
import type { Problem } from "../support/server/problems.ts";
import { startServer, type TestServer } from "../support/server/server.ts";

const lettingIn: Criteria = { ...open, bots: true };

async function newBot(server: TestServer, username: string): Promise<Person> {
  const client = server.client();
  const account = { username, password, profile: thirty, bot: true };
  const { status, body } = await client.signUp(account);
  assert.equal(status, 201, JSON.stringify(body));
  assert.equal(body.user.bot, true);
  return { user: body.user, client };
}

Deno.test("[T400] an account is a bot from its sign-up on, everybody is told, and only who lets bots in meets it", async () => {
  await using server = await startServer();
  const [r1, r2] = [await newBot(server, "r1-bot"), await newBot(server, "r2-bot")];
  assert.deepEqual((await r1.client.get<Me>("/api/me")).body.user, r1.user);
  const [anna, bob] = [await signUp(server, "anna"), await signUp(server, "bob")];
  for (const bot of [r1, r2]) await place(bot);
  await place(bob);
  await place(anna, { ...open, bots: false });
  assert.deepEqual(await groupsOf(anna), []);
  const line = await connected(anna);
  await place(anna, lettingIn);
  const { group } = await line.next("group");
  const bots = group.members.filter(({ bot }) => bot).map(({ username }) => username);
  assert.deepEqual(bots, ["r1-bot", "r2-bot"]);
  assert(group.members.every((member) => member.bot === true || !("bot" in member)));
  assert.notEqual(await ticketOf(bob), null);
  await line.close();
  const wrong = await server.client().request<Problem>("POST", "/api/users", {
    ...{ username: "r3-bot", password, bot: "yes" },
  });
  assert.equal(wrong.body.code, "invalid");
});

Deno.test("[T401] what a ticket asks of bots is told as it was asked, and placing again without it takes it back", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  await place(anna, lettingIn);
  assert.deepEqual((await ticketOf(anna))?.criteria, lettingIn);
  assert.deepEqual((await ticketOf(anna))?.effective, lettingIn);
  const line = await connected(anna);
  await place(anna, { ...lettingIn, widen: true });
  assert.deepEqual((await line.next("ticket")).ticket?.effective.bots, true);
  await place(anna, open);
  assert.deepEqual((await ticketOf(anna))?.criteria, open);
  await line.close();
});

Deno.test("[T410] a partner lets no bots in for the other one, neither into their trio nor into its seat", async () => {
  await using server = await startServer();
  const [mia, paul] = [await signUp(server, "mia"), await signUp(server, "paul")];
  await makePartners(mia, paul);
  await place(await newBot(server, "r1-bot"));
  await place(mia, lettingIn);
  const told = async (person: Person) => {
    const ticket = await ticketOf(person);
    return [ticket?.criteria.bots, ticket?.effective.bots, ticket?.waiting];
  };
  assert.deepEqual(await told(mia), [true, undefined, 2]);
  assert.deepEqual(await told(paul), [undefined, undefined, 2]);
  assert.deepEqual([await groupsOf(mia), await groupsOf(paul)], [[], []]);
  await place(paul, { ...open, age: 50 });
  assert.deepEqual((await ticketOf(mia))?.criteria, { ...lettingIn, age: 50 });
  assert.deepEqual(await groupsOf(mia), []);
  const third = await signUp(server, "zoe");
  await place(third, lettingIn);
  const [group] = await groupsOf(paul);
  assert(group);
  await mia.client.request("DELETE", `/api/groups/${group.id}/membership`);
  await third.client.request("PUT", `/api/groups/${group.id}/seat`, {});
  await place(await newBot(server, "r2-bot"));
  assert.deepEqual((await groupsOf(paul))[0]?.members.filter(({ bot }) => bot), []);
  await paul.client.request("PUT", `/api/groups/${group.id}/seat`, { criteria: lettingIn });
  assert.equal((await groupsOf(paul))[0]?.members.filter(({ bot }) => bot).length, 1);
});

Deno.test("[T410] bots come to two partners who have both asked for it", async () => {
  await using server = await startServer();
  const [mia, paul] = [await signUp(server, "mia"), await signUp(server, "paul")];
  await makePartners(mia, paul);
  for (const person of [mia, paul]) await place(person, lettingIn);
  assert.equal((await ticketOf(mia))?.effective.bots, true);
  await place(await newBot(server, "r1-bot"));
  assert.equal((await groupsOf(paul))[0]?.members.some(({ bot }) => bot), true);
});

Deno.test("[T411] a bot makes no invite and accepts none", async () => {
  await using server = await startServer();
  const [bot, anna] = [await newBot(server, "r1-bot"), await signUp(server, "anna")];
  const made = await bot.client.request<Problem>("POST", "/api/invites", {});
  assert.deepEqual([made.status, made.body.code], [409, "bot_alone"]);
  const link = await invite(anna);
  const accepted = await accept(bot, link.token);
  assert.deepEqual([accepted.status, accepted.body.code], [409, "bot_alone"]);
  assert.equal((await accept(await signUp(server, "bob"), link.token)).status, 200);
});

Deno.test("[M402] [M403] bots that wait are counted for who lets them in, and hinted at where they would be company at once", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  await place(anna);
  await place(await newBot(server, "r1-bot"));
  server.clock.advance(90_000);
  const told = async (): Promise<[number | undefined, readonly Hint[] | undefined]> => {
    const ticket = await ticketOf(anna);
    return [ticket?.waiting, ticket?.hints];
  };
  assert.deepEqual(await told(), [1, undefined]);
  await place(await newBot(server, "r2-bot"));
  server.clock.advance(60_000);
  assert.deepEqual(await told(), [1, [{ bots: true, within: 0 }]]);
  await place(anna, { ...lettingIn, age: 0, sex: "same" });
  assert.deepEqual((await groupsOf(anna)).length, 1);
  const bob = await signUp(server, "bob");
  await place(bob, { ...lettingIn, age: 0 });
  await place(await newBot(server, "r3-bot"));
  const { body } = await bob.client.get<{ ticket: Ticket }>("/api/ticket");
  assert.equal(body.ticket.waiting, 2);
});
