// Random lives of six people: each database gives the same answers as the store in memory, step by step.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { GroupId, Id, Message, User, UserId } from "../actors/protocol.ts";
import type { Store, StoredProfile } from "../db/store.ts";
import { createMemoryStore } from "./support/memory_store.ts";
import { after, together } from "./support/store_cast.ts";
import { sqlStores } from "./support/stores.ts";

const profiles: readonly (StoredProfile | null)[] = [
  { birthDate: "1996-01-01", sex: "female" },
  { birthDate: "1990-05-05", sex: "male" },
  { birthDate: "2000-02-29", sex: null },
  { birthDate: "2008-06-01", sex: "female" },
  { birthDate: "2010-01-01", sex: "other" },
  null,
];
const users: readonly User[] = profiles.map((_, at) => ({ id: idOf("a", at), username: `user ${at}` }));

/** Answers without which a run would show too little. */
const wantedAnswers = [
  ...["form false", "gather true", "leave stored", "leave conflict"],
  ...["say stored", "say repeated", "say conflict", "profile waiting", "block failed"],
  ...["edited stored", "edited repeated", "edited conflict", "edited not_yours", "edited no_such_message"],
  ...["erased stored", "erased not_yours", "erased no_such_message"],
  ...["reacted stored", "reacted repeated", "reacted no_such_message"],
];

/** A UUID that says where it comes from, the same in every run. */
function idOf<Name extends string>(kind: string, number: number): Id<Name> {
  return `${kind.repeat(8)}-0000-7000-8000-${String(number).padStart(12, "0")}` as Id<Name>;
}

const person = fc.nat({ max: 5 });
/** Mostly the one that there is from the beginning, in which the first three are. */
const group = fc.constantFrom(0, 0, 0, 0, 1, 2);
const member = fc.constantFrom(0, 1, 2, 0, 1, 2, 3);
const seq = fc.nat({ max: 12 });
const three = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 3, maxLength: 3 });
const sex = fc.constantFrom("same" as const, "any" as const);
const act = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant("place" as const), by: person, sex, age: fc.option(person) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("withdraw" as const), by: person }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("form" as const), by: three }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("gather" as const), by: three }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("block" as const), by: person, other: person }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("profile" as const), by: person, as: person }) },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant("say" as const), by: member, group, seq, id: fc.nat({ max: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("leave" as const), by: person, group, seq }) },
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constantFrom("edited" as const, "erased" as const, "reacted" as const),
      ...{ by: member, group, seq, back: fc.nat({ max: 5 }), id: fc.nat({ max: 14 }) },
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("read" as const),
      readings: fc.array(fc.record({ by: person, group, seq }), { maxLength: 5 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("page" as const), by: person, group, seq }) },
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

interface Life {
  readonly store: Store;
  readonly groups: GroupId[];
}

const nameOf = (at: number): UserId => users[at]?.id ?? assert.fail(`There is no user "${at}"`);

/** One step; what it is answered, or that it failed. `step` gives new ids and the time. */
function take(life: Life, act: Act, step: number): Promise<unknown> {
  const { store, groups } = life;
  const at = after(step);
  switch (act.do) {
    case "place": {
      const criteria = { sex: act.sex, age: act.age, widen: act.by === 1 };
      return store.placeTicket({ id: idOf("b", step * 10), user: nameOf(act.by), criteria, at });
    }
    case "withdraw":
      return store.withdrawTicket(nameOf(act.by), at);
    case "form":
      return form(life, act.by.map(nameOf), step);
    case "gather":
      return gather(life, act.by.map(nameOf), step);
    case "block":
      return store.block(nameOf(act.by), nameOf(act.other), at);
    case "profile":
      return store.setProfile(nameOf(act.by), profiles[act.as] ?? { birthDate: "1950-12-31", sex: "other" });
    case "say":
      return say(life, act, step);
    case "leave":
      return leave(life, act, step);
    case "edited":
    case "erased":
    case "reacted":
      return amend(life, act, step);
    case "read":
      return store.markRead(
        act.readings.map(({ by, group, seq }) => ({ user: nameOf(by), group: groupOf(groups, group), seq })),
      );
    case "page":
      return store.messages(nameOf(act.by), groupOf(groups, act.group), { after: act.seq, limit: 3 });
  }
}

function groupOf(groups: readonly GroupId[], at: number): GroupId {
  return groups[at] ?? idOf("c", 999);
}

/** The next place of the log, or, for an odd number, one that may be taken or leave a gap. */
async function seqFor({ store }: Life, group: GroupId, seq: number): Promise<number> {
  return seq % 2 === 1 ? seq : ((await store.roster(group))?.lastSeq ?? 0) + 1;
}

async function say(life: Life, act: Extract<Act, { do: "say" }>, step: number): Promise<unknown> {
  const group = groupOf(life.groups, act.group);
  const message: Message = {
    ...{ seq: await seqFor(life, group, act.seq), kind: "text", id: idOf("d", act.id), by: nameOf(act.by) },
    ...{ at: after(step), text: `step ${step}`, editedAt: null, erased: false },
  };
  return await life.store.append({ group, message });
}

async function amend(
  life: Life,
  act: Extract<Act, { do: "edited" | "erased" | "reacted" }>,
  step: number,
): Promise<unknown> {
  const group = groupOf(life.groups, act.group);
  const seq = await seqFor(life, group, act.seq);
  const named = { id: idOf<"message">("d", act.id), by: nameOf(act.by), at: after(step) };
  const base = { ...named, seq, target: seq - act.back };
  const added = {
    edited: { ...base, kind: "edited", text: `step ${step}` },
    erased: { ...base, kind: "erased" },
    reacted: { ...base, kind: "reacted", emoji: "👍", on: step % 2 === 0 },
  } as const;
  return await life.store.amend({ group, message: added[act.do] });
}

async function leave(life: Life, act: Extract<Act, { do: "leave" }>, step: number): Promise<unknown> {
  const group = groupOf(life.groups, act.group);
  const seq = await seqFor(life, group, act.seq);
  const message = {
    seq,
    kind: "left" as const,
    id: idOf<"message">("e", step),
    by: nameOf(act.by),
    at: after(step),
  };
  return await life.store.leave({ group, message });
}

async function gather(life: Life, trio: readonly UserId[], step: number): Promise<boolean> {
  const criteria = { sex: "any", age: null, widen: false } as const;
  for (const [number, user] of trio.entries()) {
    await life.store.placeTicket({ id: idOf("b", step * 10 + number), user, criteria, at: after(step) });
  }
  return await form(life, trio, step);
}

async function form({ store, groups }: Life, trio: readonly UserId[], step: number): Promise<boolean> {
  const tickets = await Promise.all(trio.map(async (user) => {
    const open = await store.openTicket(user);
    return { user, id: open?.id ?? idOf<"ticket">("b", 99_999) };
  }));
  const id = idOf<"group">("c", step);
  const formed = await store.formGroup({
    id,
    messageId: idOf("f", step),
    at: after(step),
    why: together,
    tickets,
  });
  if (formed) groups.push(id);
  return formed;
}

async function begin(store: Store): Promise<Life> {
  for (const [at, user] of users.entries()) {
    const rest = { usernameKey: user.username, passwordHash: "x", at: after(0) };
    await store.createUser({ user, profile: profiles[at] ?? null, ...rest });
  }
  const life = { store, groups: [] };
  assert.equal(await gather(life, [0, 1, 2].map(nameOf), 0), true);
  return life;
}

/** All that can be read of a store. */
async function readAll({ store, groups }: Life): Promise<unknown> {
  const whole = { before: null, limit: 200 };
  return await Promise.all([
    store.openTickets(),
    ...groups.map((group) => store.roster(group)),
    ...users.flatMap(({ id }) => [store.account(id), store.groups(id), store.company(id), store.heads(id)]),
    ...users.flatMap(({ id }) => groups.map((group) => store.messages(id, group, whole))),
  ]);
}

for (const { kind, open } of await sqlStores("model")) {
  Deno.test(`[D28] random steps are answered as by the store in memory: ${kind}`, async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 70, maxLength: 90 }), async (acts) => {
        await using at = await open();
        const [real, model] = [await begin(at.store), await begin(createMemoryStore())];
        for (const [step, one] of acts.entries()) {
          const [answer, expected] = [
            await settle(take(real, one, step + 1)),
            await settle(take(model, one, step + 1)),
          ];
          assert.deepEqual(answer, expected, `Step ${step}: ${JSON.stringify(one)}`);
          const name = `${one.do} ${nameAnswer(expected)}`;
          seen.set(name, (seen.get(name) ?? 0) + 1);
        }
        assert.deepEqual(await readAll(real), await readAll(model));
      }),
      { numRuns: 8, seed: 8 },
    );
    for (const wanted of wantedAnswers) {
      assert(seen.has(wanted), `Nothing was answered "${wanted}": ${JSON.stringify([...seen])}`);
    }
  });
}

function settle(answer: Promise<unknown>): Promise<unknown> {
  return answer.catch(() => "failed");
}

function nameAnswer(answer: unknown): string {
  if (typeof answer !== "object" || answer === null || !("type" in answer)) return String(answer);
  return String("code" in answer ? answer.code : answer.type);
}
