// What the page tells who waits, of a member who is away, and who has lost their place.

import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import type { Group, Ticket, Wish } from "../../protocol/domain.ts";
import { newsOf, usualMs, waitsSince } from "../../web/home/wait_state.ts";
import { awayOf, presenceOf } from "../../web/state/members.ts";
import { apply, emptyState } from "../../client/state/state.ts";
import { formatWishes, watchWishes } from "../../web/home/wishes.ts";
import type { Api, Ask } from "../../client/net/api.ts";
import { LostPlaces } from "../../web/sync/lost_places.ts";
import { TicketRequests } from "../../web/sync/ticket.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { ana, ben, chloe, groupOf, member, readyFrame, trio } from "../support/page/page.ts";
import { settle } from "../support/page/page_session.ts";
import { english, french } from "../support/page/speech.ts";

const now = Date.parse("2026-06-15T12:00:00.000Z");
const strict = { sex: "same", age: 0, widen: false } as const;
const open = { sex: "any", age: null, widen: false } as const;

function ticketOf(change: Partial<Ticket> = {}): Ticket {
  return {
    ...{ id: "t" as Ticket["id"], criteria: strict, effective: strict, waiting: 1 },
    ...{ since: "2026-06-01T12:00:00.000Z", asleep: false, alone: false, estimate: 60 },
    ...change,
  };
}

Deno.test("[J40] who waits is told whether anybody could fit, and what would let somebody, unless hints say it", () => {
  assert.deepEqual(newsOf(ticketOf(), now), ["wait.near"]);
  assert.deepEqual(newsOf(ticketOf({ alone: true }), now), ["wait.alone", "wait.aloneWider"]);
  const hints = [{ age: 5, within: 0 }];
  assert.deepEqual(newsOf(ticketOf({ alone: true, hints }), now), ["wait.alone"]);
  const wide = { alone: true, criteria: open, effective: open };
  assert.deepEqual(newsOf(ticketOf(wide), now), ["wait.alone"]);
  assert.deepEqual(newsOf(ticketOf({ estimate: null }), now), ["wait.near", "wait.unknown"]);
});

Deno.test("[J40] who is back is welcomed for a while, and their wait counts from then", () => {
  const wokenAt = "2026-06-15T11:55:00.000Z";
  assert.deepEqual(newsOf(ticketOf({ wokenAt }), now), ["wait.back", "wait.near"]);
  assert.deepEqual(newsOf(ticketOf({ wokenAt }), now + 600_000), ["wait.near"]);
  assert.deepEqual(newsOf(ticketOf({ asleep: true, alone: true }), now), ["wait.asleep"]);
  assert.equal(waitsSince(ticketOf({ wokenAt })), Date.parse(wokenAt));
  assert.equal(waitsSince(ticketOf()), Date.parse("2026-06-01T12:00:00.000Z"));
});

Deno.test("[V50] the usual time is told only while it may still come true", () => {
  const since = Date.parse("2026-06-15T11:59:00.000Z");
  const ticket = ticketOf({ since: new Date(since).toISOString(), estimate: 60 });
  assert.equal(usualMs(ticket, since + 60_000), 60_000);
  assert.equal(usualMs(ticket, since + 60_001), null, "It has taken longer");
  assert.equal(usualMs({ ...ticket, alone: true }, since), null, "Nobody can make it true");
  assert.equal(usualMs({ ...ticket, estimate: null }, since), null);
  const wokenAt = new Date(since + 50_000).toISOString();
  assert.equal(usualMs({ ...ticket, wokenAt }, since + 61_000), 60_000, "It counts anew");
  const unknown = ticketOf({ alone: true, estimate: null });
  assert.deepEqual(newsOf(unknown, now), ["wait.alone", "wait.aloneWider"]);
});

Deno.test("[W137] what is asked for now was chosen last, unless with a partner, whose choice it may be", () => {
  const lastOf = (ticket: Ticket | null) =>
    apply({ ...apply(emptyState, readyFrame([]), now), lastCriteria: open }, {
      ...readyFrame([]),
      ticket,
    }, now).lastCriteria;
  assert.deepEqual(lastOf(ticketOf()), strict);
  assert.deepEqual(lastOf(ticketOf({ with: { id: ben, username: "ben" } })), open);
  assert.deepEqual(lastOf(null), open);
});

Deno.test("[J41] a place is offered of another member who is away, in a full group or by the seat alone", () => {
  const away = member(chloe, "chloé", { online: false, away: true });
  const members = [member(ana, "ana"), member(ben, "ben"), away];
  const full = groupOf({ members });
  const idsOf = (group: Group, me = ana) => awayOf(group, me).map(({ id }) => id);
  assert.deepEqual(idsOf(full), [chloe]);
  assert.deepEqual(idsOf(full, chloe), []);
  const two = groupOf({ members: [member(ana, "ana"), { ...away, away: true }] });
  assert.deepEqual(idsOf(two), [], "There is a free place");
  const seat = { id: "t", since: "" } as Group["seat"] & object;
  assert.deepEqual(idsOf({ ...full, seat: { ...seat, placeOf: chloe } }), [chloe]);
  assert.deepEqual(idsOf({ ...two, seat }), []);
  const both = groupOf({ members: members.map((one) => ({ ...one, away: one.id !== ana })) });
  assert.deepEqual(idsOf(both), [ben, chloe], "The server alone knows whose place comes first");
  assert.deepEqual(idsOf({ ...both, seat: { ...seat, placeOf: chloe } }), [chloe]);
  assert.deepEqual(
    [away, { ...away, away: false }, member(ben, "ben")].map((one) => presenceOf(one, ana)),
    ["chat.away", "chat.offline", "chat.online"],
  );
});

Deno.test("[J41] who comes online is away no more", () => {
  const away = member(ben, "ben", { online: false, away: true });
  const group = groupOf({ members: [member(ana, "ana"), away] });
  const state = apply(apply(emptyState, readyFrame([group]), now), {
    ...{ type: "presence", group: group.id, user: ben, online: true },
  }, now);
  const shown = state.groups.get(group.id)?.group.members[1];
  assert.deepEqual([shown?.online, shown?.away], [true, false]);
});

Deno.test("[J42] who has lost their place is told with whom, once ready and gone have come", () => {
  const places = new LostPlaces();
  const members = [member(ana, "ana"), member(ben, "ben"), member(chloe, "chloé")];
  const ready = readyFrame([groupOf({ members })]);
  const before = apply(emptyState, ready, now);
  assert.equal(places.onFrame(readyFrame([]), before), null);
  assert.equal(places.onFrame({ type: "gone", group: trio }, before), null);
  const names = places.onFrame({ type: "gone", group: trio, reason: "away" }, emptyState);
  assert.deepEqual(names, ["ben", "chloé"]);
});

Deno.test("[J43] the answer to placing that is overtaken by the end of that search shows no ticket", async () => {
  const state = signal(apply(emptyState, readyFrame([]), now));
  const { promise, resolve } = Promise.withResolvers<{ ok: true; value: { ticket: Ticket } }>();
  const api = { placeTicket: () => promise } as unknown as Api;
  const requests = new TicketRequests({ api, state });
  const receive = (ticket: Ticket | null) => {
    state.value = apply(state.value, { type: "ticket", ticket }, now);
    requests.onFrame({ type: "ticket", ticket });
  };
  const placed = requests.place(strict);
  for (const ticket of [ticketOf(), null]) receive(ticket);
  resolve({ ok: true, value: { ticket: ticketOf() } });
  await placed;
  assert.equal(state.peek().ticket === null, true);
  await requests.place(strict);
  const shown: Ticket | null = state.peek().ticket;
  assert.equal(shown?.id, "t", "Where the socket tells nothing, the answer does");
});

Deno.test("[J62] the wishes of others are asked for at once and each five minutes while they are seen", async () => {
  const clock = new FakeClock();
  const wish: Wish = { sex: "any", age: 5 };
  const answers = [[wish], null, []].map((wishes) => (
    wishes === null ? { ok: false, problem: {} } : { ok: true, value: { wishes } }
  ));
  const asked: string[] = [];
  const ask = ((method: string, path: string) => {
    asked.push(`${method} ${path}`);
    return Promise.resolve(answers.shift() ?? { ok: true, value: { wishes: [wish] } });
  }) as unknown as Ask;
  const shown: (readonly Wish[])[] = [];
  let isHidden = false;
  const end = watchWishes({
    ...{ ask, clock, isHidden: () => isHidden, onWishes: (wishes) => shown.push(wishes) },
  });
  const pass = async (ms: number) => {
    clock.advance(ms);
    await settle();
  };
  await pass(299_999);
  assert.deepEqual([asked, shown], [["GET /api/wishes"], [[wish]]]);
  await pass(1);
  assert.deepEqual([asked.length, shown], [2, [[wish]]], "What is shown outlives a failure");
  await pass(300_000);
  assert.deepEqual(shown, [[wish], []]);
  isHidden = true;
  await pass(300_000);
  assert.equal(asked.length, 3);
  isHidden = false;
  clock.advance(300_000);
  end();
  await pass(300_000);
  assert.deepEqual([asked.length, shown.length], [4, 2], "Nothing is shown once it is over");
});

Deno.test("[J62] wishes are told as criteria are", () => {
  const wishes: Wish[] = [{ sex: "any", age: 5 }, { sex: "same", age: null }];
  assert.equal(formatWishes(english, wishes), "up to 5 years, any sex · any age, same sex");
  assert.match(formatWishes(french, wishes), / · tout âge, même sexe$/);
});
