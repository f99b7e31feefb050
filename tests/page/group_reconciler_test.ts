// How the page finds out that a frame about one of its groups was lost: by the heads of a pong.

import assert from "node:assert/strict";
import type { GroupId } from "../../protocol/domain.ts";
import { groupOf, messageId, otherTrio, readyFrame, text, trio } from "../support/page/page.ts";
import { type House, settle, setUp } from "../support/page/page_session.ts";

const third = "00000000-0000-7000-8000-000000000003" as GroupId;

const groupsOf = (house: House) => [...house.session.state.value.groups.keys()];
const asked = (house: House) => house.http.asked.filter((line) => line !== "GET /api/me");

async function pong(house: House, heads: Readonly<Record<string, number>>): Promise<void> {
  house.wires.last.receive({ type: "pong", heads });
  await settle();
}

Deno.test("[W61] a group that only a pong tells of is fetched, once, and again when that failed", async () => {
  const house = await setUp();
  house.http.answer(`GET /api/groups/${third}`, 503, { code: "unavailable" });
  await pong(house, { ...house.server.heads, [third]: 1 });
  assert.deepEqual(groupsOf(house), [trio, otherTrio]);
  house.http.answer(`GET /api/groups/${third}`, 200, { group: groupOf({ id: third, lastSeq: 1 }) });
  house.wires.last.receive({ type: "pong", heads: { ...house.server.heads, [third]: 1 } });
  await pong(house, { ...house.server.heads, [third]: 1 });
  assert.deepEqual(groupsOf(house), [trio, otherTrio, third]);
  assert.equal(house.session.state.value.matched, third);
  await pong(house, { ...house.server.heads, [third]: 1 });
  assert.deepEqual(asked(house), [`GET /api/groups/${third}`, `GET /api/groups/${third}`]);
});

Deno.test("[W61] a group that a pong does not name stays unless the server says that it is not there", async () => {
  const house = await setUp();
  const heads = { [trio]: 0 };
  house.session.outbox.setDraft(otherTrio, "half a sen");
  for (const status of [500, 503]) {
    house.http.answer(`GET /api/groups/${otherTrio}`, status, {});
    await pong(house, heads);
  }
  house.http.answer(`GET /api/groups/${otherTrio}`, 200, { group: groupOf({ id: otherTrio }) });
  await pong(house, heads);
  assert.deepEqual(groupsOf(house), [trio, otherTrio], "it was formed after the heads were read");
  house.http.answer(`GET /api/groups/${otherTrio}`, 404, { code: "not_found" });
  await pong(house, heads);
  assert.deepEqual(groupsOf(house), [trio]);
  assert.equal(house.session.outbox.drafts.value.get(otherTrio), "");
});

Deno.test("[W61] an answer that is older than the end of its group, or of the session, brings nothing back", async () => {
  const house = await setUp();
  house.http.answer(`GET /api/groups/${trio}`, 200, { group: groupOf() });
  house.wires.last.receive({ type: "pong", heads: { [otherTrio]: 0 } });
  house.wires.last.receive({ type: "gone", group: trio });
  await settle();
  assert.deepEqual(groupsOf(house), [otherTrio]);
  house.http.answer(`GET /api/groups/${third}`, 200, { group: groupOf({ id: third }) });
  house.wires.last.receive({ type: "pong", heads: { [otherTrio]: 0, [third]: 0 } });
  house.wires.last.lose(4401);
  await settle();
  assert.deepEqual(groupsOf(house), []);
});

Deno.test("[W251] what a group was in another history is not taken", async () => {
  const house = await setUp();
  const lost = groupOf({ lastSeq: 7, last: text(7) });
  house.http.answer(`GET /api/groups/${trio}`, 200, { group: lost });
  house.wires.last.receive({ type: "pong", heads: { [otherTrio]: 0 } });
  house.wires.last.receive({ ...readyFrame([groupOf()]), history: "new" });
  await settle();
  assert.equal(house.session.state.value.groups.get(trio)?.group.lastSeq, 0);
});

Deno.test("[W65] what was said before a newcomer came is never asked for", async () => {
  const house = await setUp();
  const joined = {
    kind: "joined",
    seq: 41,
    id: messageId(41),
    by: text(1).by,
    at: text(1).at,
  } as const;
  house.wires.last.receive({
    type: "group",
    group: groupOf({ id: third, firstSeq: 41, lastSeq: 41 }),
  });
  house.http.answer(`GET /api/groups/${third}/messages?before=42&limit=1`, 200, {
    messages: [joined],
    more: false,
  });
  assert.equal(await house.session.history.loadOlder(third), true);
  assert.deepEqual(house.session.state.value.groups.get(third)?.shown.items, [joined]);
  assert.equal(await house.session.history.loadOlder(third), true);
  assert.deepEqual(asked(house), [`GET /api/groups/${third}/messages?before=42&limit=1`]);
});
