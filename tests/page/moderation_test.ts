// What the page asks of moderation, and what it makes of what it is told.

import assert from "node:assert/strict";
import type { UserId } from "../../protocol/domain.ts";
import type { ReportId } from "../../protocol/moderation.ts";
import { countWitnesses } from "../../web/chat/members/witnesses.ts";
import { daysOf, decisionOf } from "../../web/moderation/decision_form.tsx";
import { moderationApi } from "../../web/net/moderation_api.ts";
import { groupsWith } from "../../client/state/state.ts";
import { ana, ben, groupOf, otherTrio, readyFrame, trio } from "../support/page/page.ts";
import { setUp } from "../support/page/page_session.ts";

Deno.test("[W281] a decision is sent once it is whole: a note always, days with a suspension alone", () => {
  const draft = { action: "suspend", days: " 30 ", note: " Rude again " } as const;
  assert.deepEqual(decisionOf(draft), { action: "suspend", days: 30, note: "Rude again" });
  assert.deepEqual(decisionOf({ ...draft, action: "ban" }), { action: "ban", note: "Rude again" });
  assert.equal(decisionOf({ ...draft, action: null }), null);
  assert.equal(decisionOf({ ...draft, note: " \n" }), null);
  for (const days of ["", "0", "366", "1.5", "-1", "1e2", "seven"]) {
    assert.equal(daysOf(days), null, days);
    assert.equal(decisionOf({ ...draft, days }), null, days);
  }
  assert.deepEqual([daysOf("1"), daysOf("365")], [1, 365]);
});

Deno.test("[W281] each change of the reports is told apart, and a line that comes back may have missed one", async () => {
  const { session, wires } = await setUp();
  assert.deepEqual([session.state.value.role, session.state.value.reports.open], ["user", null]);
  wires.last.receive({ ...readyFrame(), role: "moderator" });
  const seen = [session.state.value.reports];
  assert.equal(session.state.value.role, "moderator");
  for (let count = 0; count < 2; count++) {
    wires.last.receive({ type: "reports", open: 4 });
    seen.push(session.state.value.reports);
  }
  wires.last.receive({ ...readyFrame(), role: "moderator" });
  seen.push(session.state.value.reports);
  assert.equal(new Set(seen).size, 4);
  assert.deepEqual(seen.map(({ open }) => open), [null, 4, 4, null]);
});

Deno.test("[W281] the moderators' page asks for what the protocol names", async () => {
  const { session, http } = await setUp();
  const api = moderationApi(session.api.ask);
  const report = "r" as ReportId;
  const user = "u" as UserId;
  const asked = [
    ["GET /api/moderation/reports?state=open&limit=20", () => api.reports("open", { limit: 20 })],
    [
      "GET /api/moderation/reports?state=handled&after=r&limit=5",
      () => api.reports("handled", { after: report, limit: 5 }),
    ],
    ["GET /api/moderation/audit?limit=7", () => api.audit({ limit: 7 })],
    [
      "POST /api/moderation/reports/r/decision",
      () => api.decide(report, { action: "warn", note: "n" }),
    ],
    ["GET /api/moderation/users/u", () => api.user(user)],
    ["DELETE /api/moderation/users/u/suspension", () => api.lift(user, "n")],
  ] as const;
  for (const [line, ask] of asked) {
    http.answer(line, 404, { code: "not_found" });
    const answer = await ask();
    assert.equal(answer.ok ? null : answer.problem.code, "not_found", line);
  }
});

Deno.test("[W283] who blocks and leaves is out of every trio with the other one, and of no other; a refusal changes nothing", async () => {
  const { session, http, wires } = await setUp();
  const gone = (id: UserId) => ({ leftAt: "2026-06-15T12:00:00.000Z", id });
  const shared = groupOf();
  const [, second] = shared.members;
  assert.equal(second?.id, ben);
  const left = {
    ...groupOf({ id: otherTrio }),
    members: shared.members.map((one) => one.id === ben ? { ...one, ...gone(ben) } : one),
  };
  wires.last.receive(readyFrame([shared, left]));
  assert.deepEqual(groupsWith(session.state.value, ben), [trio]);
  const line = `PUT /api/blocks/${ben}`;
  http.answer(line, 503, { code: "unavailable" });
  assert.equal((await session.blockAndLeave({ id: ben, username: "ben" }))?.code, "unavailable");
  assert.equal(session.state.value.groups.size, 2);
  http.answer(line, 204, null);
  assert.equal(await session.blockAndLeave({ id: ben, username: "ben" }), null);
  assert.deepEqual([...session.state.value.groups.keys()], [otherTrio]);
  assert.deepEqual(session.homeNote.value, { type: "person", name: "ben" });
  assert.equal(session.state.value.user?.id, ana);
});

Deno.test("[W283] who sees that one leaves with a block is said as it is: the third may have left already", async () => {
  const { session } = await setUp();
  const state = session.state.value;
  const groupState = state.groups.get(trio) ?? assert.fail();
  assert.equal(countWitnesses(state, ben), 2);
  const { group } = groupState;
  const leftAt = "2026-06-15T12:00:00.000Z";
  const members = group.members.map((member) =>
    member.id === ana || member.id === ben ? member : { ...member, leftAt }
  );
  const groups = new Map([[trio, { ...groupState, group: { ...group, members } }]]);
  assert.equal(countWitnesses({ ...state, groups }, ben), 1);
  assert.equal(countWitnesses({ ...state, groups: new Map() }, ben), 0);
});
