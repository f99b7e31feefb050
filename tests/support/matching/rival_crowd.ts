// People for two matchmakers, and what is asked of these: mixed so that every wall stands between
// some, and that what is asked of one of the two contradicts what is asked of the other.

import assert from "node:assert/strict";
import { ageOn, sideOf } from "../../../protocol/age.ts";
import { dayOf, instantOf } from "../../../protocol/clock.ts";
import type { Criteria, GroupId, SessionId, User, UserId } from "../../../protocol/domain.ts";
import type { Store } from "../../../db/store/store.ts";
import type { Random } from "../../../tools/random.ts";
import { form, newId, pair, someone } from "../store/store_cast.ts";
import type { Rival } from "./rival_truth.ts";

/** Something that is asked, of either matchmaker; `at`: its place in the order, from 0 to 1. */
export type Ask =
  & { readonly at: number }
  & (
    | { readonly type: "place"; readonly user: UserId; readonly criteria: Criteria }
    | { readonly type: "withdraw"; readonly user: UserId }
    | { readonly type: "block" | "unblock"; readonly user: UserId; readonly other: UserId }
    | { readonly type: "quit"; readonly user: UserId; readonly group: GroupId }
    | {
      readonly type: "open_seat";
      readonly user: UserId;
      readonly group: GroupId;
      readonly criteria: null;
    }
  );

export interface RivalCrowd {
  readonly people: ReadonlyMap<UserId, Rival>;
  /** In order. */
  readonly asks: readonly Ask[];
}

/** So many calls at a time, while the crowd is made. */
const together = 40;
const sexes = ["female", "male", "other", null] as const;

/** Three people for each trio that could come of it, if everybody fitted. */
export async function settleCrowd(
  store: Store,
  random: Random,
  { trios, now }: { readonly trios: number; readonly now: number },
): Promise<RivalCrowd> {
  const rivals = Array.from({ length: trios * 3 }, (_, at) => rivalOf(random, at, now));
  await inParallel(rivals, async ({ id, profile, device }, at) => {
    const account = { ...someone(`rival ${at}`, profile), user: { id, username: `rival-${at}` } };
    const session = { id: id as string as SessionId, user: id, createdAt: instantOf(now) };
    const expiresAt = "2099-01-01T00:00:00.000Z";
    const sight = { devices: [device], networks: [] };
    assert(await store.createUser(account, { ...session, expiresAt }, sight));
  });
  const alone = [...rivals];
  const groups = await formSome(store, alone, { count: Math.ceil(trios / 20), now });
  const pairs = await pairSome(store, alone, { count: Math.ceil(trios / 10), now });
  const seekers = [...alone.map(({ id }) => id), ...pairs];
  const asks = [
    ...seekers.flatMap((user) => searches(random, user)),
    ...groups.flatMap((group) => seats(random, group)),
    ...Array.from({ length: Math.ceil(trios / 5) }, () => blocks(random, rivals)).flat(),
  ];
  return {
    people: new Map(rivals.map((rival) => [rival.id, rival])),
    asks: asks.sort((a, b) => a.at - b.at),
  };
}

async function inParallel<Item>(
  items: readonly Item[],
  run: (item: Item, at: number) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < items.length; from += together) {
    await Promise.all(items.slice(from, from + together).map((item, at) => run(item, from + at)));
  }
}

function rivalOf(random: Random, at: number, now: number): Rival {
  const age = random.chance(0.85) ? random.whole(18, 40) : random.whole(14, 17);
  const born = new Date(now).getUTCFullYear() - age;
  // Some are of a device of somebody shortly before.
  const owner = random.chance(0.03) ? Math.max(0, at - random.whole(1, 5)) : at;
  return {
    id: newId<"user">(),
    profile: { birthDate: `${born}-01-01`, sex: random.pick(sexes) },
    device: `device ${owner}`,
  };
}

interface Trio {
  readonly group: GroupId;
  readonly users: readonly User[];
}

/** Groups of neighbours who may be together; these are alone no more. */
async function formSome(
  store: Store,
  alone: Rival[],
  { count, now }: { readonly count: number; readonly now: number },
): Promise<Trio[]> {
  const trios: Trio[] = [];
  for (let at = 0; trios.length < count && at + 2 < alone.length; at++) {
    const three = alone.slice(at, at + 3);
    if (!mayMeet(three, now)) continue;
    alone.splice(at, 3);
    const users = three.map(({ id }) => ({ id, username: id }));
    trios.push({ group: await form(store, users, instantOf(now)), users });
  }
  return trios;
}

/** Gives the one of each pair who places its ticket. */
async function pairSome(
  store: Store,
  alone: Rival[],
  { count, now }: { readonly count: number; readonly now: number },
): Promise<UserId[]> {
  const inviters: UserId[] = [];
  for (let at = 0; inviters.length < count && at + 1 < alone.length; at++) {
    const [one, other] = alone.slice(at, at + 2);
    if (!one || !other || !mayMeet([one, other], now)) continue;
    alone.splice(at, 2);
    await pair(store, { id: one.id, username: "" }, { id: other.id, username: "" });
    inviters.push(one.id);
  }
  return inviters;
}

/** Whether neither a wall nor a device is between these. */
function mayMeet(rivals: readonly Rival[], now: number): boolean {
  const sides = new Set(rivals.map(({ profile }) => sideOf(ageOn(profile.birthDate, dayOf(now)))));
  return sides.size === 1 && new Set(rivals.map(({ device }) => device)).size === rivals.length;
}

/** A user searches, thinks better of it, and comes again. */
function searches(random: Random, user: UserId): Ask[] {
  const at = random.float() * 0.8;
  const later = () => at + random.float() * 0.2;
  const place = (when: number): Ask => (
    { type: "place", user, criteria: criteriaOf(random), at: when }
  );
  const asks: Ask[] = [place(at)];
  if (random.chance(0.15)) asks.push(place(later()));
  if (random.chance(0.1)) {
    asks.push({ type: "withdraw", user, at: later() });
    if (random.chance(0.5)) asks.push(place(1));
  }
  return asks;
}

function criteriaOf(random: Random): Criteria {
  const sex = random.chance(0.3) ? "same" : "any";
  const age = random.chance(0.4) ? null : random.whole(0, 12);
  return { sex, age, widen: random.chance(0.4), ...(random.chance(0.2) && { widenSex: true }) };
}

/** One leaves, and one or both of the others look for a third, or the last one for two. */
function seats(random: Random, { group, users }: Trio): Ask[] {
  const [one, two, three] = users;
  assert(one && two && three);
  const at = random.float() * 0.6;
  const asks: Ask[] = [
    { type: "quit", user: one.id, group, at },
    { type: "open_seat", user: two.id, group, criteria: null, at: at + 0.1 },
  ];
  if (random.chance(0.2)) asks.push({ type: "quit", user: three.id, group, at: at + 0.05 });
  else if (random.chance(0.5)) {
    asks.push({ type: "open_seat", user: three.id, group, criteria: null, at: at + 0.2 });
  }
  return asks;
}

function blocks(random: Random, rivals: readonly Rival[]): Ask[] {
  const [one, other] = [random.pick(rivals), random.pick(rivals)];
  if (!one || !other || one === other) return [];
  const pairOf = { user: one.id, other: other.id };
  const at = random.float();
  const block: Ask = { type: "block", ...pairOf, at };
  return random.chance(0.5) ? [block] : [block, { type: "unblock", ...pairOf, at: at + 0.2 }];
}
