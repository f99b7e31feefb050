// What the page asks about partners, invites, seats, blocks and the rest: each answer is a value,
// and what they change is told by the line.

import assert from "node:assert/strict";
import type { Answer } from "../../web/net/api.ts";
import type { Relations } from "../../web/sync/company.ts";
import { ana, ben, groupOf, readyFrame, trio } from "../support/page/page.ts";
import { setUp } from "../support/page/page_session.ts";

const partner = { id: ben, username: "ben" };
const criteria = { sex: "any", age: 5, widen: false } as const;
const token = "a b/c";

interface Call {
  readonly line: string;
  readonly ask: (relations: Relations) => Promise<Answer<unknown>>;
  readonly status: number;
  readonly body: unknown;
  readonly value: unknown;
}

const invite = { token, link: "http://trio.test/invite/x", expiresAt: "2026-06-16T12:00:00.000Z" };
const seat = { id: "s", since: "2026-06-15T12:00:00.000Z" };
const calls: readonly Call[] = [
  {
    line: "POST /api/invites",
    ask: (relations) => relations.createInvite(),
    status: 201,
    body: { invite },
    value: invite,
  },
  {
    line: "GET /api/invites/a%20b%2Fc",
    ask: (relations) => relations.lookAtInvite(token),
    status: 200,
    body: { inviter: partner, expiresAt: invite.expiresAt },
    value: { inviter: partner, expiresAt: invite.expiresAt },
  },
  {
    line: "POST /api/invites/a%20b%2Fc/acceptance",
    ask: (relations) => relations.acceptInvite(token),
    status: 200,
    body: { partner },
    value: partner,
  },
  {
    line: "DELETE /api/partner",
    ask: (relations) => relations.endPartnership(),
    status: 204,
    body: null,
    value: null,
  },
  {
    line: `PUT /api/groups/${trio}/seat`,
    ask: (relations) => relations.openSeat(trio, criteria),
    status: 200,
    body: { seat },
    value: seat,
  },
  {
    line: `DELETE /api/groups/${trio}/seat`,
    ask: (relations) => relations.closeSeat(trio),
    status: 204,
    body: null,
    value: null,
  },
  {
    line: `PUT /api/blocks/${ben}`,
    ask: (relations) => relations.block(ben),
    status: 204,
    body: null,
    value: null,
  },
  {
    line: `DELETE /api/blocks/${ben}`,
    ask: (relations) => relations.unblock(ben),
    status: 204,
    body: null,
    value: null,
  },
  {
    line: "GET /api/blocks",
    ask: (relations) => relations.blocked(),
    status: 200,
    body: { blocked: [partner] },
    value: [partner],
  },
  {
    line: `PUT /api/again/${ben}`,
    ask: (relations) => relations.setRematchWish(ben, true),
    status: 204,
    body: null,
    value: null,
  },
  {
    line: `DELETE /api/again/${ben}`,
    ask: (relations) => relations.setRematchWish(ben, false),
    status: 204,
    body: null,
    value: null,
  },
  {
    line: "POST /api/reports",
    ask: (relations) => relations.report(trio, ben, "why"),
    status: 204,
    body: null,
    value: null,
  },
  {
    line: "GET /api/me/data",
    ask: (relations) => relations.myData(),
    status: 200,
    body: { user: { id: ana } },
    value: { user: { id: ana } },
  },
];

Deno.test("[W67] whatever is asked about others is refused by a value, and a session that is over ends", async () => {
  const { session, http } = await setUp();
  for (const { line, ask } of calls) {
    http.answer(line, 409, { code: "kept_apart" });
    const answer = await ask(session.relations);
    assert.equal(answer.ok ? null : answer.problem.code, "kept_apart", line);
    assert.equal(session.phase.value, "in");
  }
  http.answer("DELETE /api/partner", 401, { code: "unauthenticated" });
  assert.equal((await session.relations.endPartnership()).ok, false);
  assert.equal(session.phase.value, "out");
});

Deno.test("[W67] each answer is what the protocol names, and changes nothing that the line did not tell", async () => {
  const { session, http } = await setUp();
  const before = session.state.value;
  for (const { line, ask, status, body, value } of calls) {
    http.answer(line, status, body);
    assert.deepEqual(await ask(session.relations), { ok: true, value }, line);
    assert.equal(http.asked.at(-1), line);
  }
  assert.equal(session.state.value, before);
});

Deno.test("[W67] the partner is the one that the line told of last, and nobody's once the session is over", async () => {
  const { session, wires } = await setUp();
  const seen = () => session.state.value.partner;
  assert.equal(seen(), null);
  wires.last.receive({ type: "partner", partner });
  assert.deepEqual(seen(), partner);
  wires.last.receive({ type: "partner", partner: null });
  assert.equal(seen(), null);
  wires.last.receive({ ...readyFrame([groupOf()]), partner });
  assert.deepEqual(seen(), partner);
  wires.last.lose(4401);
  assert.equal(seen(), null);
});
