// What the page asks about partners, invites, seats, blocks and the rest: each answer is a value,
// and what they change is told by the line.

import assert from "node:assert/strict";
import type { Answer, Api } from "../../client/net/api.ts";
import { ana, ben, groupOf, readyFrame, trio } from "../support/page/page.ts";
import { setUp } from "../support/page/page_session.ts";

const partner = { id: ben, username: "ben" };
const criteria = { sex: "any", age: 5, widen: false } as const;
const token = "a b/c";

interface Call {
  readonly line: string;
  readonly ask: (api: Api) => Promise<Answer<unknown>>;
  readonly status: number;
  readonly body: unknown;
}

const invite = { token, link: "http://trio.test/invite/x", expiresAt: "2026-06-16T12:00:00.000Z" };
const seat = { id: "s", since: "2026-06-15T12:00:00.000Z" };
const calls: readonly Call[] = [
  {
    line: "POST /api/invites",
    ask: (api) => api.createInvite(),
    status: 201,
    body: { invite },
  },
  {
    line: "GET /api/invites/a%20b%2Fc",
    ask: (api) => api.invite(token),
    status: 200,
    body: { inviter: partner, expiresAt: invite.expiresAt },
  },
  {
    line: "POST /api/invites/a%20b%2Fc/acceptance",
    ask: (api) => api.acceptInvite(token),
    status: 200,
    body: { partner },
  },
  {
    line: "DELETE /api/partner",
    ask: (api) => api.endPartnership(),
    status: 204,
    body: null,
  },
  {
    line: `PUT /api/groups/${trio}/seat`,
    ask: (api) => api.openSeat(trio, criteria),
    status: 200,
    body: { seat },
  },
  {
    line: `DELETE /api/groups/${trio}/seat`,
    ask: (api) => api.closeSeat(trio),
    status: 204,
    body: null,
  },
  {
    line: `PUT /api/blocks/${ben}`,
    ask: (api) => api.block(ben, true),
    status: 204,
    body: null,
  },
  {
    line: `DELETE /api/blocks/${ben}`,
    ask: (api) => api.unblock(ben),
    status: 204,
    body: null,
  },
  {
    line: "GET /api/blocks",
    ask: (api) => api.blocked(),
    status: 200,
    body: { blocked: [partner] },
  },
  {
    line: `PUT /api/again/${ben}`,
    ask: (api) => api.setRematchWish(ben, true),
    status: 204,
    body: null,
  },
  {
    line: `DELETE /api/again/${ben}`,
    ask: (api) => api.setRematchWish(ben, false),
    status: 204,
    body: null,
  },
  {
    line: "POST /api/reports",
    ask: (api) => api.report({ group: trio, user: ben, reason: "why", seq: 4 }),
    status: 204,
    body: null,
  },
  {
    line: "GET /api/me/data",
    ask: (api) => api.ownData(),
    status: 200,
    body: { user: { id: ana } },
  },
];

Deno.test("[W67] whatever is asked about others is refused by a value", async () => {
  const { session, http } = await setUp();
  for (const { line, ask } of calls) {
    http.answer(line, 409, { code: "kept_apart" });
    const answer = await ask(session.api);
    assert.equal(answer.ok ? null : answer.problem.code, "kept_apart", line);
    assert.equal(session.phase.value, "in");
  }
});

const withoutSession: readonly Pick<Call, "line" | "ask">[] = [
  ...calls,
  { line: `GET /api/groups/${trio}`, ask: (api) => api.group(trio) },
  {
    line: `GET /api/groups/${trio}/messages?before=9&limit=5`,
    ask: (api) => api.messagesBefore(trio, 9, 5),
  },
];

Deno.test("[W67] a session that is over ends here, whatever the server was asked; a wrong password is no such end", async () => {
  for (const { line, ask } of withoutSession) {
    const { session, http } = await setUp();
    http.answer(line, 401, { code: "unauthenticated" });
    assert.equal((await ask(session.api)).ok, false);
    assert.deepEqual([session.phase.value, session.lastEnd.value?.type], ["out", "expired"], line);
    assert.equal(session.state.value.user, null);
  }
  const { session, http } = await setUp();
  http.answer("POST /api/session", 401, { code: "bad_credentials" });
  assert.equal((await session.logIn("ana", "wrong"))?.code, "bad_credentials");
  assert.equal(session.phase.value, "in");
});

Deno.test("[W67] each answer is what the protocol names, and changes nothing that the line did not tell", async () => {
  const { session, http } = await setUp();
  const before = session.state.value;
  for (const { line, ask, status, body } of calls) {
    http.answer(line, status, body);
    assert.deepEqual(await ask(session.api), { ok: true, value: body }, line);
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
