// What a user asked for the last time, kept for the next search.

import assert from "node:assert/strict";
import type { Criteria } from "../../protocol/domain.ts";
import { choiceOf, lettingIn, open, strict } from "../../web/home/criteria_choice.ts";
import { Browser, settle, setUp } from "../support/page/page_session.ts";
import { ben, readyFrame } from "../support/page/page.ts";

const fine: Criteria = { sex: "any", age: 4, widen: false };

Deno.test("[W137] without last criteria anyone is chosen, with widening", () => {
  assert.deepEqual(choiceOf(null, true), { kind: "open", fine: open, bots: false });
  assert.ok(open.widen);
  assert.deepEqual(choiceOf(null, false), { kind: "open", fine: open, bots: false });
});

Deno.test("[W137] the last criteria are chosen again, but none for one's own sex by who does not say it", () => {
  assert.deepEqual(choiceOf(strict, true), { kind: "strict", fine: open, bots: false });
  assert.deepEqual(choiceOf(fine, true), { kind: "open", fine, bots: false });
  assert.deepEqual(choiceOf(fine, false), { kind: "open", fine, bots: false });
  assert.deepEqual(choiceOf({ ...strict, widen: true }, true), {
    kind: "open",
    fine: { ...strict, widen: true },
    bots: false,
  });
  assert.deepEqual(choiceOf({ ...fine, sex: "same" }, false), {
    kind: "open",
    fine: open,
    bots: false,
  });
});

Deno.test("[W137] [W400] who let bots in last lets them in again, whatever else is asked", () => {
  const lets = (criteria: Criteria) => choiceOf(lettingIn(criteria, true), true);
  assert.deepEqual(lets(strict), { kind: "strict", fine: open, bots: true });
  assert.deepEqual(lets(fine), { kind: "open", fine, bots: true });
  assert.deepEqual(lettingIn(fine, false), fine);
  assert.equal(choiceOf(lettingIn(strict, true), false).bots, true);
});

Deno.test("[W137] [V52] the last criteria are there after a reload, for the same user alone, and not after logging out", async () => {
  const house = await setUp(new Browser());
  house.http.answer("PUT /api/ticket", 409, { code: "no_third" });
  await house.session.ticket.place(fine);
  house.session.setVisible(false);
  await house.reload();
  assert.deepEqual(house.session.state.value.lastCriteria, fine);
  house.server.accept();
  assert.deepEqual(house.session.state.value.lastCriteria, fine);
  house.wires.last.receive({ ...readyFrame([]), user: { id: ben, username: "ben" } });
  assert.equal(house.session.state.value.lastCriteria, null);

  await house.session.ticket.place(fine);
  house.session.aboutDraft.value = { by: ben, change: {}, word: "kar" };
  house.http.answer("DELETE /api/session", 204, null);
  await house.session.logOut();
  await settle();
  assert.equal(house.session.state.value.lastCriteria, null);
  assert.equal(house.session.aboutDraft.value, null);
  assert.equal(await house.localStore.snapshot(), null);
});
