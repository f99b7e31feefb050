// Search in a group's texts, over HTTP.

import assert from "node:assert/strict";
import type { GroupId, Message } from "../../protocol/domain.ts";
import { Random } from "../../tools/random.ts";
import {
  connected,
  formTrio,
  newMessageId,
  type Person,
  place,
  say,
  signUp,
} from "../support/server/people.ts";
import { password } from "../support/server/people.ts";
import { openSeat, quit } from "../support/server/seats.ts";
import { startServer } from "../support/server/server.ts";

interface Found {
  readonly messages: readonly Message[];
  readonly more: boolean;
}

async function search(
  { client }: Person,
  group: GroupId,
  query: Record<string, string | number>,
): Promise<{ status: number; seqs: number[]; more: boolean }> {
  const words = new URLSearchParams(
    Object.entries(query).map(([name, value]) => [name, String(value)]),
  );
  const { status, body } = await client.get<Found>(`/api/groups/${group}/search?${words}`);
  return { status, seqs: (body.messages ?? []).map(({ seq }) => seq), more: body.more };
}

Deno.test("[G72] a search finds texts as they are now, the newest first, page by page; nothing taken back, and nothing of before", async () => {
  await using server = await startServer();
  const { anna, bob, chloe, group } = await formTrio(server);
  const [a, b] = [await connected(anna), await connected(bob)];
  for (const words of ["Un café ?", "Cafés et thé", "du thé", "CAFE!", "café café"]) {
    await say(a, group, words);
  }
  const found = { status: 200, more: false };
  assert.deepEqual(await search(bob, group, { q: "cafe" }), { ...found, seqs: [6, 5, 3, 2] });
  assert.deepEqual(await search(bob, group, { q: "Thé caf" }), { ...found, seqs: [3] });
  assert.deepEqual(await search(bob, group, { q: "afe" }), { ...found, seqs: [] });
  const first = await search(bob, group, { q: "café", limit: 2 });
  assert.deepEqual(first, { status: 200, seqs: [6, 5], more: true });
  assert.deepEqual(await search(bob, group, { q: "café", limit: 2, before: 5 }), {
    ...found,
    seqs: [3, 2],
  });
  assert.deepEqual(await search(bob, group, { q: "café", before: 0 }), { ...found, seqs: [] });
  a.send({ type: "edit", group, id: newMessageId(), seq: 2, text: "Un chocolat ?" });
  await b.next("message", ({ message }) => message.kind === "edited");
  a.send({ type: "erase", group, id: newMessageId(), seq: 5 });
  await b.next("message", ({ message }) => message.kind === "erased");
  assert.deepEqual(await search(bob, group, { q: "cafe" }), { ...found, seqs: [6, 3] });
  assert.deepEqual(await search(bob, group, { q: "CHOCO" }), { ...found, seqs: [2] });
  const { body } = await bob.client.get<Found>(`/api/groups/${group}/search?q=choco`);
  assert.deepEqual(Object.keys(body).sort(), ["messages", "more"]);
  assert.deepEqual(body.messages[0], {
    ...{ seq: 2, kind: "text", by: anna.user.id, text: "Un chocolat ?", erased: false },
    ...{ id: body.messages[0]?.id, at: body.messages[0]?.at, reply: null },
    editedAt: body.messages[0]?.kind === "text" ? body.messages[0].editedAt : null,
  });
  // Who comes in later finds nothing of before, and who has gone finds nothing.
  await quit(chloe, group);
  await openSeat(anna, group);
  const dora = await signUp(server, "dora");
  await place(dora);
  await say(b, group, "encore un café");
  assert.equal((await search(dora, group, { q: "cafe" })).seqs.length, 1);
  assert.equal((await search(chloe, group, { q: "cafe" })).status, 404);
  const stranger = await signUp(server, "ewa");
  assert.equal((await search(stranger, group, { q: "cafe" })).status, 404);
  // Nor of a deleted account.
  assert.equal((await anna.client.request("DELETE", "/api/me", { password })).status, 204);
  await b.next("message", ({ message }) => message.kind === "left" && message.by === anna.user.id);
  assert.equal((await search(bob, group, { q: "cafe" })).seqs.length, 1);
  await b.close();
});

Deno.test("[X140] a search of another shape, or without a word, is invalid; no query is a fault of the server", async () => {
  await using server = await startServer({ env: { BURST: "1000" } });
  const { anna, group } = await formTrio(server);
  const path = `/api/groups/${group}/search`;
  const status = async (query: string) => (await anna.client.get(`${path}${query}`)).status;
  const wrong = ["", "?q=", "?q=%20%21", "?q=a&q=b", "?q=a&limit=0", "?q=a&limit=201"];
  const more = ["?q=a&before=-1", "?q=a&after=3", "?q=a&x=1", `?q=${"a".repeat(101)}`, "?q=%00"];
  for (const query of [...wrong, ...more]) assert.equal(await status(query), 400, query);
  for (const query of [`?q=${"a".repeat(100)}`, "?q=%00a", "?q=a%25_'%22", "?q=%FF%FEa", "?q=𝐚"]) {
    assert.equal(await status(query), 200, query);
  }
  assert.equal((await anna.client.get("/api/groups/none/search?q=a")).status, 404);
  const random = new Random(20_261_204);
  const signs = [..."aé東'\"\\%_*?()[]{}|^$.+-\0\u0301\u202e😀&#=;/ "];
  for (let count = 0; count < 200; count++) {
    const length = random.whole(1, 120);
    const q = Array.from({ length }, () => random.pick(signs)).join("");
    assert([200, 400].includes(await status(`?q=${encodeURIComponent(q)}`)), JSON.stringify(q));
  }
  assert.deepEqual(server.reports, []);
});

Deno.test("[X103] searches go at the pace of pages of history", async () => {
  await using server = await startServer({ env: { BURST: "1", FRAMES_PER_SECOND: "1" } });
  const { anna, group } = await formTrio(server);
  for (let count = 0; count < 5; count++) {
    assert.equal((await search(anna, group, { q: "a" })).status, 200);
  }
  let isAnswered = false;
  const sixth = search(anna, group, { q: "a" }).finally(() => isAnswered = true);
  for (let count = 0; count < 10; count++) await anna.client.get("/api/me");
  assert.equal(isAnswered, false);
  server.clock.advance(1_000);
  assert.equal((await sixth).status, 200);
});
