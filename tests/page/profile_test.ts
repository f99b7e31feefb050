// Small mends of what a newcomer is told and asked: one's profile, times, refusals, and French
// before a name.

import assert from "node:assert/strict";
import { emptyForm, entryOf, explain, profileOf } from "../../web/enter/form_model.ts";
import { en } from "../../web/i18n/en.ts";
import { formatSpan } from "../../web/i18n/format.ts";
import { fr } from "../../web/i18n/fr.ts";
import { english } from "../support/page/speech.ts";
import { problemText } from "../../web/ui/problems.ts";
import type { Ticket } from "../../protocol/domain.ts";
import { quiet } from "../support/descriptions.ts";
import { readyFrame, trio } from "../support/page/page.ts";
import { setUp } from "../support/page/page_session.ts";

const problem = (code: string) => ({ status: 409, code, errors: [] });

Deno.test("[W125] a profile is asked for as it is, and stays so when nothing is changed", () => {
  for (const sex of ["female", "male", "other", null] as const) {
    const entry = entryOf({ birthDate: "1996-05-04", age: 30, sex, ...quiet });
    assert.notEqual(entry.sex, "");
    assert.deepEqual(entry, {
      ...{ ...emptyForm, birthDate: "1996-05-04", languages: "en", sex: sex ?? "none" },
    });
    assert.deepEqual(profileOf(entry), { birthDate: "1996-05-04", sex, languages: ["en"] });
  }
});

Deno.test("[W125] a profile that is refused stays as it was; one that is taken is the page's", async () => {
  const house = await setUp();
  const changed = { birthDate: "1990-01-01", age: 36, sex: "other" };
  const before = house.session.state.value.profile;
  for (const code of ["too_young", "waiting", "age_wall"]) {
    house.http.answer("PUT /api/me/profile", 409, { code });
    assert.equal(
      (await house.session.saveProfile({ birthDate: "1990-01-01", sex: "other" }))?.code,
      code,
    );
    assert.equal(house.session.state.value.profile, before);
  }
  house.http.answer("PUT /api/me/profile", 200, { profile: changed });
  assert.equal(await house.session.saveProfile({ birthDate: "1990-01-01", sex: "other" }), null);
  assert.deepEqual(house.session.state.value.profile, changed);
  assert.ok(house.session.state.value.groups.has(trio));
});

Deno.test("[W132] a wait is looked at anew, and what the line has told meanwhile goes before", async () => {
  const { session, wires, http } = await setUp();
  const criteria = { sex: "same", age: 0, widen: false } as const;
  const ticket = { id: "t", criteria, effective: criteria, since: "", waiting: 1, estimate: null };
  http.answer("PUT /api/ticket", 200, { ticket });
  await session.ticket.place(criteria);
  http.answer("GET /api/ticket", 200, { ticket: { ...ticket, hints: [{ age: 2, within: 0 }] } });
  await session.ticket.refresh();
  assert.deepEqual(session.state.value.ticket?.hints, [{ age: 2, within: 0 }]);
  const looking = session.ticket.refresh();
  wires.last.receive({ type: "ticket", ticket: null });
  await looking;
  assert.equal(session.state.value.ticket, null);
  await session.ticket.refresh();
  assert.equal(session.state.value.ticket, null, "Who does not wait does not begin to by looking");
});

Deno.test("[W132] an answer that comes late undoes nothing of what the line has told meanwhile", async () => {
  const { session, wires, http } = await setUp();
  const criteria = { sex: "same", age: 0, widen: false } as const;
  const ticket = { id: "t", criteria, effective: criteria, since: "", waiting: 1, estimate: null };
  const other = { ...ticket, id: "u" };
  http.answer("PUT /api/ticket", 200, { ticket });
  http.answer("DELETE /api/ticket", 204, null);
  const placing = session.ticket.place(criteria);
  wires.last.receive({ type: "ticket", ticket: { ...ticket, waiting: 2 } });
  await placing;
  assert.equal(session.state.value.ticket?.waiting, 2);
  const withdrawing = session.ticket.withdraw();
  wires.last.receive({ type: "ticket", ticket: null });
  wires.last.receive({ type: "ticket", ticket: other });
  await withdrawing;
  assert.deepEqual(session.state.value.ticket, other, "Another device has placed it");
  await session.ticket.withdraw();
  assert.equal(session.state.value.ticket, null);
});

Deno.test("[W292] what would help is shown on while the page connects anew, as long as the same is asked for", async () => {
  const { session, wires } = await setUp();
  const criteria = { sex: "same", age: 0, widen: false } as const;
  const ticket = { id: "t", criteria, effective: criteria, since: "", waiting: 1, estimate: null };
  const hints = [{ age: 2, within: 0 }];
  wires.last.receive({ type: "ticket", ticket: { ...ticket, hints } });
  const hintsAfter = (told: object | null) => {
    wires.last.receive({ ...readyFrame(), ticket: told as Ticket | null });
    return session.state.value.ticket?.hints;
  };
  assert.deepEqual(hintsAfter({ ...ticket, waiting: 5 }), hints);
  assert.equal(session.state.value.ticket?.waiting, 5);
  wires.last.receive({ type: "ticket", ticket });
  assert.equal(session.state.value.ticket?.hints, undefined, "The matchmaker knows none");
  wires.last.receive({ type: "ticket", ticket: { ...ticket, hints } });
  assert.equal(hintsAfter({ ...ticket, criteria: { ...criteria, age: 2 } }), undefined);
  wires.last.receive({ type: "ticket", ticket: { ...ticket, hints } });
  assert.equal(hintsAfter(null), undefined);
});

Deno.test("[W125] [W128] what the server refuses of a profile, a search or a seat is said in words of its own", () => {
  for (const code of ["waiting", "age_wall", "no_third", "sex_undisclosed"]) {
    const words = problemText(english, code);
    assert.notEqual(words, problemText(english, "brand_new"), code);
    assert.deepEqual(explain(problem(code), "profile"), { fields: {}, refusal: problem(code) });
  }
  assert.deepEqual(explain(problem("too_young"), "profile").fields, {
    birthDate: "problem.too_young",
  });
  for (const catalogue of [en, fr]) {
    assert.match(catalogue["problem.no_third"], /sex/);
    assert.match(catalogue["problem.no_third"], /age|âge/);
  }
});

Deno.test("[W126] no length of time is told as nothing", () => {
  for (const ms of [-5_000, 0, 999, 1_000]) assert.equal(formatSpan(english, ms), "1 sec");
  assert.equal(formatSpan(english, 2_000), "2 sec");
});

Deno.test("[W127] in French no word that loses its vowel stands before a name, which may begin with one", () => {
  const eliding =
    /(^|[\s(«])(de|que|le|la|ne|se|me|te|je|ce|si|jusque|lorsque|puisque|quoique)\s\{names?\}/i;
  assert.match("Vu de {names}", eliding);
  for (const [key, text] of Object.entries(fr)) {
    for (const one of text.split("|")) assert.doesNotMatch(one, eliding, key);
    assert.doesNotMatch(text, /\btu cherches à deux\b/, key);
  }
});
