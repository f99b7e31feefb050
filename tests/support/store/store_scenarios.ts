// Random steps of six people, for tests that compare stores: each step is taken in the same way in
// any store.

import assert from "node:assert/strict";
import type { GroupId, Id, Message, User, UserId } from "../../../protocol/domain.ts";
import type { Store } from "../../../db/store/store.ts";
import type { NewProfile } from "../../../db/store/users.ts";
import { after, anyone, together } from "./store_cast.ts";
import type { Act, Seeking } from "./store_steps.ts";

const profiles: readonly (NewProfile | null)[] = [
  { birthDate: "1996-01-01", sex: "female" },
  { birthDate: "1990-05-05", sex: "male" },
  { birthDate: "2000-02-29", sex: null },
  { birthDate: "2008-06-01", sex: "female" },
  { birthDate: "2010-01-01", sex: "other" },
  null,
];
const users: readonly User[] = profiles.map((_, at) => ({
  id: idOf("a", at),
  username: `user ${at}`,
}));

/** A UUID that tells its origin, the same in every run. */
function idOf<Name extends string>(kind: string, number: number): Id<Name> {
  return `${kind.repeat(8)}-0000-7000-8000-${String(number).padStart(12, "0")}` as Id<Name>;
}

export interface Scenario {
  readonly store: Store;
  readonly groups: GroupId[];
}

const nameOf = (at: number): UserId => users[at]?.id ?? assert.fail(`There is no user "${at}"`);

/** Takes one step, and gives the store's answer. New ids and the time come from `step`. */
export function take(scenario: Scenario, act: Act, step: number): Promise<unknown> {
  const { store, groups } = scenario;
  const at = after(step);
  switch (act.do) {
    case "place": {
      const criteria = { sex: act.sex, age: act.age, widen: act.by === 1 };
      return store.placeTickets(
        [{ id: idOf("b", step * 10), user: nameOf(act.by), criteria, at }],
        after(0),
      );
    }
    case "withdraw":
      return store.withdrawTicket(nameOf(act.by), at);
    case "form":
      return form(scenario, act.by.map(nameOf), step);
    case "gather":
      return gather(scenario, act.by.map(nameOf), step);
    case "block":
      return store.block(nameOf(act.by), nameOf(act.other), at);
    case "unblock":
      return store.unblock(nameOf(act.by), nameOf(act.other))
        .then((reached) => ({ type: reached === null ? "none" : "ended", reached }));
    case "pair":
      return pair(scenario, act, step);
    case "again":
      return store.setRematchWish(nameOf(act.by), nameOf(act.other), act.on, at);
    case "logIn":
      return store.openSession(
        { id: idOf("9", step), user: nameOf(act.by), createdAt: at, expiresAt: after(99_999) },
        { devices: [`device ${act.device}`], networks: [`network ${act.network}`] },
      );
    case "part":
      return store.endPartnership(nameOf(act.by), at);
    case "look":
      return look(scenario, act, step);
    case "shut":
      return store.closeSeat(groupOf(scenario.groups, act.group), nameOf(act.by), at);
    case "join":
      return join(scenario, act, step);
    case "profile":
      return store.setProfile(
        nameOf(act.by),
        profiles[act.as] ?? { birthDate: "1950-12-31", sex: "other" },
        at,
      );
    case "say":
      return say(scenario, act, step);
    case "leave":
      return leave(scenario, act, step);
    case "edited":
    case "erased":
    case "reacted":
      return amend(scenario, act, step);
    case "read":
      return store.markRead(
        act.pointers.map(({ by, group, seq }) => ({
          user: nameOf(by),
          group: groupOf(groups, group),
          seq,
        })),
      );
    case "prefer": {
      const [receipts, typing, presence] = act.on;
      return store.setPreferences(nameOf(act.by), { receipts, typing, presence });
    }
    case "page":
      return store.messages(nameOf(act.by), groupOf(groups, act.group), {
        after: act.seq,
        limit: 3,
      });
  }
}

function groupOf(groups: readonly GroupId[], at: number): GroupId {
  return groups[at] ?? idOf("c", 999);
}

/** The next seq of the log, or, for an odd number, one that may be taken or leave a gap. */
async function seqFor({ store }: Scenario, group: GroupId, seq: number): Promise<number> {
  return seq % 2 === 1 ? seq : ((await store.groupMembers(group))?.lastSeq ?? 0) + 1;
}

async function say(
  scenario: Scenario,
  act: Extract<Act, { do: "say" }>,
  step: number,
): Promise<unknown> {
  const group = groupOf(scenario.groups, act.group);
  const message: Message = {
    ...{
      seq: await seqFor(scenario, group, act.seq),
      kind: "text",
      id: idOf("d", act.id),
      by: nameOf(act.by),
    },
    ...{ at: after(step), text: `step ${step}`, editedAt: null, erased: false },
    reply: step % 3 === 0 ? act.seq : null,
  };
  return await scenario.store.append({ group, message });
}

async function amend(
  scenario: Scenario,
  act: Extract<Act, { do: "edited" | "erased" | "reacted" }>,
  step: number,
): Promise<unknown> {
  const group = groupOf(scenario.groups, act.group);
  const seq = await seqFor(scenario, group, act.seq);
  const named = { id: idOf<"message">("d", act.id), by: nameOf(act.by), at: after(step) };
  const base = { ...named, seq, target: seq - act.back };
  const added = {
    edited: { ...base, kind: "edited", text: `step ${step}` },
    erased: { ...base, kind: "erased" },
    reacted: { ...base, kind: "reacted", emoji: "👍", on: step % 2 === 0 },
  } as const;
  return await scenario.store.amend({ group, message: added[act.do] });
}

async function leave(
  scenario: Scenario,
  act: Extract<Act, { do: "leave" }>,
  step: number,
): Promise<unknown> {
  const group = groupOf(scenario.groups, act.group);
  const seq = await seqFor(scenario, group, act.seq);
  const message = {
    seq,
    kind: "left" as const,
    id: idOf<"message">("e", step),
    by: nameOf(act.by),
    at: after(step),
  };
  return await scenario.store.leave({ group, message });
}

async function pair(
  { store }: Scenario,
  act: { readonly by: number; readonly other: number; readonly on: boolean },
  step: number,
): Promise<unknown> {
  const hash = String(step).padStart(64, "0");
  const invite = {
    hash,
    inviter: nameOf(act.by),
    at: after(step),
    expiresAt: after(step + (act.on ? 9 : 0)),
  };
  await store.createInvite(invite);
  return await store.acceptInvite(hash, nameOf(act.other), after(step));
}

function look(
  { store, groups }: Scenario,
  act: Pick<Seeking, "by" | "group" | "sex" | "age">,
  step: number,
): Promise<unknown> {
  const criteria = act.age === 0 ? null : { sex: act.sex, age: act.age, widen: false };
  const seat = {
    id: idOf<"ticket">("b", step * 10 + 9),
    group: groupOf(groups, act.group),
    user: nameOf(act.by),
  };
  return store.openSeat({ ...seat, criteria, at: after(step) }, after(0));
}

/** When `ready`, a member leaves first, the others open the seat, and the newcomers wait. */
async function join(
  scenario: Scenario,
  act: Extract<Act, { do: "join" }>,
  step: number,
): Promise<unknown> {
  const { store, groups } = scenario;
  const group = groupOf(groups, act.group);
  if (act.ready) {
    await leave(scenario, { do: "leave", by: act.leaves, group: act.group, seq: 0 }, step);
    for (const by of [0, 1, 2] as const) {
      await look(scenario, { by, group: act.group, sex: "any", age: null }, step * 10 + by);
    }
    for (const by of act.by) {
      const criteria = { sex: "any", age: null, widen: false } as const;
      const ticket = {
        id: idOf<"ticket">("b", step * 10 + by),
        user: nameOf(by),
        criteria,
        at: after(step),
      };
      await store.placeTickets([ticket], null);
    }
  }
  const seat = await store.seat(group, null);
  const newcomers = await Promise.all(act.by.map(async (by, number) => {
    const ticket = await store.openTicket(nameOf(by), null);
    const id = ticket?.id ?? idOf<"ticket">("b", 99_999);
    const criteria = ticket?.seekers.find(({ user }) => user.id === nameOf(by))?.criteria ?? anyone;
    return { id, user: nameOf(by), criteria, messageId: idOf<"message">("f", step * 10 + number) };
  }));
  const seated = (seat?.seekers ?? []).map(({ user, criteria }) => ({ user: user.id, criteria }));
  const seatId = seat?.id ?? idOf<"ticket">("b", 99_998);
  const joined = await store.joinGroup({ group, seat: seatId, seated, at: after(step), newcomers });
  return joined === null ? null : { type: "joined", joined };
}

async function gather(scenario: Scenario, trio: readonly UserId[], step: number): Promise<boolean> {
  const criteria = { sex: "any", age: null, widen: false } as const;
  for (const [number, user] of trio.entries()) {
    const ticket = { id: idOf<"ticket">("b", step * 10 + number), user, criteria, at: after(step) };
    await scenario.store.placeTickets([ticket], null);
  }
  return await form(scenario, trio, step);
}

async function form(
  { store, groups }: Scenario,
  trio: readonly UserId[],
  step: number,
): Promise<boolean> {
  const tickets = await Promise.all(trio.map(async (user) => {
    const open = await store.openTicket(user, null);
    const criteria = open?.seekers.find((seeker) => seeker.user.id === user)?.criteria ?? anyone;
    return { user, criteria, id: open?.id ?? idOf<"ticket">("b", 99_999) };
  }));
  const id = idOf<"group">("c", step);
  const [formed] = await store.formGroups([
    { id, messageId: idOf("f", step * 10), at: after(step), why: together, tickets },
  ]);
  if (formed) groups.push(id);
  return formed === true;
}

/** Six people, the first three of whom are in a group. */
export async function begin(store: Store): Promise<Scenario> {
  for (const [at, user] of users.entries()) {
    const rest = { usernameKey: user.username, passwordHash: "x", at: after(0) };
    const sight = { devices: [`device ${at}`], networks: [`network ${at % 3}`] };
    await store.createUser({ user, profile: profiles[at] ?? null, ...rest }, undefined, sight);
  }
  const scenario = { store, groups: [] };
  assert.equal(await gather(scenario, [0, 1, 2].map(nameOf), 0), true);
  return scenario;
}

/** All that can be read from a store. */
export async function readAll({ store, groups }: Scenario): Promise<unknown> {
  const whole = { before: null, limit: 200 };
  return await Promise.all([
    store.openTickets(after(0)),
    store.countWaiting(),
    ...groups.flatMap((group) => [store.groupMembers(group), store.seat(group, after(40))]),
    ...users.flatMap((
      { id },
    ) => [
      store.partner(id),
      store.blocked(id),
      store.openTicket(id, after(20)),
      store.ownTicket(id),
    ]),
    ...users.flatMap(({ id }) => users.map((other) => store.areKeptApart(id, other.id))),
    ...users.flatMap((
      { id },
    ) => [
      ...[store.account(id), store.groups(id), store.coMembers(id), store.heads(id)],
      ...[store.preferences(id), store.presenceViewers(id)],
    ]),
    ...users.flatMap(({ id }) =>
      groups.flatMap((group) => [
        store.messages(id, group, whole),
        store.search(id, group, { needles: [" 1"], before: 40, limit: 2 }),
      ])
    ),
  ]);
}
