// Who is kept apart beyond blocks in the memory store, as db/relations/reaches.ts and
// db/tickets/pair_leavers.ts have it.

import type { GroupId, Instant, UserId } from "../../../protocol/domain.ts";
import { leaversMost, leavesSoonMs } from "../../../protocol/rules.ts";
import type { Reach } from "./memory_kept.ts";
import type { Sight } from "../../../db/store/devices.ts";
import { everGroups, isSuspended, type KeptMember, order, type State } from "./memory_state.ts";

const dayMs = 86_400_000;
const reachMs = 30 * dayMs;

/** Above that of every sight, and of every block, that was stored before. */
export function nextArrival(state: State): number {
  const seen = [...state.devices.values(), ...state.networks.values()]
    .flatMap((sights) => [...sights.values()].map(({ arrival }) => arrival));
  return Math.max(0, ...seen, ...state.blockArrivals.values()) + 1;
}

function addReach(state: State, reach: Reach): void {
  const { owner, about, reason, kind, hash } = reach;
  const key = `${owner} ${about} ${reason} ${kind} ${hash}`;
  if (!state.reaches.has(key)) state.reaches.set(key, reach);
}

export function extendBlock(state: State, owner: UserId, about: UserId, at: Instant): void {
  const arrival = nextArrival(state);
  state.blockArrivals.set(`${owner} ${about}`, arrival);
  const block = { owner, about, reason: "block", at, arrival } as const;
  for (const hash of state.devices.get(about)?.keys() ?? []) {
    addReach(state, { ...block, kind: "device", hash });
  }
  for (const hash of state.networks.get(about)?.keys() ?? []) {
    addReach(state, { ...block, kind: "newcomers", hash });
  }
}

export function extendBan(state: State, about: UserId, at: Instant): void {
  const until = new Date(Date.parse(at) + reachMs).toISOString();
  for (const device of state.devices.get(about)?.keys() ?? []) {
    state.barredDevices.set(`${device} ${about}`, { device, about, until });
  }
  const arrival = nextArrival(state);
  state.blockArrivals.set(`ban of ${about}`, arrival);
  const others = everGroups(state, about).flatMap(([, { members }]) => members.map(({ id }) => id));
  for (const owner of new Set(others)) {
    for (const hash of owner === about ? [] : state.networks.get(about)?.keys() ?? []) {
      addReach(state, { owner, about, reason: "ban", kind: "newcomers", hash, at, arrival });
    }
  }
}

/** Answers who waits and was reached, or protected. */
export function withdrawBan(state: State, about: UserId): UserId[] {
  const concerned: UserId[] = [];
  for (const [key, barred] of state.barredDevices) {
    if (barred.about !== about) continue;
    state.barredDevices.delete(key);
    concerned.push(...usersAt(state.devices, barred.device));
  }
  for (const [key, reach] of state.reaches) {
    if (reach.about !== about || reach.reason !== "ban") continue;
    concerned.push(reach.owner, ...reached(state, reach));
    state.reaches.delete(key);
  }
  return waitingOf(state, concerned);
}

function usersAt(seen: State["devices"], hash: string): UserId[] {
  return [...seen].filter(([, at]) => at.has(hash)).map(([user]) => user);
}

/** Those of these users who wait, alone or in a seat. */
function waitingOf(state: State, users: readonly UserId[]): UserId[] {
  const seated = [...state.seats.values()].flatMap(({ criteria }) => [...criteria.keys()]);
  return [...new Set(users)].filter((user) => state.tickets.has(user) || seated.includes(user))
    .sort(order);
}

/** Until when these users are not matched, for a ban at one of their devices. */
export function barredUntil(state: State, users: readonly UserId[]): Instant | null {
  const times = state.barredDevices.values()
    .filter(({ device }) => users.some((user) => state.devices.get(user)?.has(device)))
    .map(({ until }) => until).toArray();
  return times.sort().at(-1) ?? null;
}

/** Answers who waits and was reached. */
export function withdrawBlock(state: State, owner: UserId, about: UserId): UserId[] {
  const concerned: UserId[] = [];
  for (const [key, reach] of state.reaches) {
    if (reach.owner !== owner || reach.about !== about || reach.reason !== "block") continue;
    concerned.push(...reached(state, reach));
    state.reaches.delete(key);
  }
  return waitingOf(state, concerned);
}

export function extendToSight(
  state: State,
  { devices, networks }: Sight,
  about: UserId,
  now: Instant,
): void {
  for (const [owner, blocked] of state.blocks) {
    const at = blocked.get(about);
    if (at === undefined || Date.parse(at) <= Date.parse(now) - reachMs) continue;
    const arrival = state.blockArrivals.get(`${owner} ${about}`) ?? 0;
    const block = { owner, about, reason: "block", at, arrival } as const;
    for (const hash of devices) addReach(state, { ...block, kind: "device", hash });
    for (const hash of networks) addReach(state, { ...block, kind: "newcomers", hash });
  }
}

/** The users whom a user may not meet, by either one's doing, a device in common aside. */
export function keptApartFrom(state: State, user: UserId): UserId[] {
  const apart = new Set<UserId>(state.blocks.get(user)?.keys());
  for (const [blocker, blocked] of state.blocks) if (blocked.has(user)) apart.add(blocker);
  for (const { leaver, left } of state.pairLeavers.values()) {
    if (leaver === user) apart.add(left);
    if (left === user) apart.add(leaver);
  }
  for (const reach of state.reaches.values()) {
    if (reach.owner === user) { for (const other of reached(state, reach)) apart.add(other); }
    else if (isReached(state, reach, user)) apart.add(reach.owner);
  }
  apart.delete(user);
  return [...apart];
}

function reached(state: State, reach: Reach): UserId[] {
  const kept = reach.kind === "device" ? state.devices : state.networks;
  return [...kept.keys()].filter((user) => isReached(state, reach, user));
}

function isReached(state: State, { kind, hash, arrival }: Reach, user: UserId): boolean {
  const seen = (kind === "device" ? state.devices : state.networks).get(user)?.get(hash);
  if (seen === undefined) return false;
  return kind !== "newcomers" || (seen.isNew && seen.arrival > arrival);
}

export function shareDevice(state: State, one: UserId, other: UserId): boolean {
  const mine = state.devices.get(one);
  return one !== other &&
    [...state.devices.get(other)?.keys() ?? []].some((device) => mine?.has(device));
}

/** Notes that a user has left two partners soon. Answers whether their ticket opens again. */
export function noteLeave(
  state: State,
  { group, user, at }: { readonly group: GroupId; readonly user: UserId; readonly at: Instant },
): boolean {
  const members = state.groups.get(group)?.members ?? [];
  const mine = members.find(({ id }) => id === user);
  if (mine === undefined || mine.cameWith !== null) return false;
  const pairs = members.filter((member) =>
    member.cameWith !== null && member.cameWith > member.id && isSoon(mine, member, at)
  );
  const [one] = pairs.sort((a, b) => a.joinedAt < b.joinedAt ? 1 : -1);
  const other = members.find(({ id }) => id === one?.cameWith);
  if (one === undefined || other === undefined) return false;
  const both = [one.id, other.id] as const;
  for (const left of both) {
    state.pairLeavers.set(`${user} ${left} ${group}`, { leaver: user, left, at });
    keepFrom(state, { owner: user, about: left, at, arrival: 0 });
  }
  rest(state, both, at);
  const isEnding = state.users.get(user)?.isDeleted === true || isSuspended(state, user, at);
  return one.firstSeq <= mine.firstSeq && !isEnding && !state.tickets.has(user) &&
    !state.partners.has(user);
}

function isSoon(mine: KeptMember, member: KeptMember, at: Instant): boolean {
  const since = mine.joinedAt > member.joinedAt ? mine.joinedAt : member.joinedAt;
  return (member.leftSeq ?? Infinity) > mine.firstSeq &&
    Date.parse(since) + leavesSoonMs > Date.parse(at);
}

function keepFrom(state: State, left: Pick<Reach, "owner" | "about" | "at" | "arrival">): void {
  const own = state.networks.get(left.owner);
  for (const hash of state.devices.get(left.about)?.keys() ?? []) {
    addReach(state, { ...left, reason: "left", kind: "device", hash });
  }
  for (const hash of state.networks.get(left.about)?.keys() ?? []) {
    if (!own?.has(hash)) addReach(state, { ...left, reason: "left", kind: "network", hash });
  }
}

function rest(state: State, both: readonly UserId[], at: Instant): void {
  const today = at.slice(0, 10);
  const accounts = new Set(
    [...both, ...state.users.keys()].filter((user) =>
      both.some((one) => one === user || shareDevice(state, one, user))
    ),
  );
  const leavers = new Set(
    state.pairLeavers.values()
      .filter((leave) => accounts.has(leave.left) && leave.at.slice(0, 10) === today)
      .map(({ leaver }) => leaver),
  );
  if (leavers.size < leaversMost) return;
  const until = new Date(Date.parse(today) + dayMs).toISOString();
  for (const user of both) state.pairRests.set(user, until);
}

/** Until when two partners are not matched. */
export function waitStatusOf(state: State, users: readonly UserId[]): Instant | null {
  const times = [...state.pairRests]
    .filter(([id]) => users.some((user) => user === id || shareDevice(state, user, id)))
    .map(([, until]) => until);
  return times.sort().at(-1) ?? null;
}

export function purgeReaches(state: State, now: Instant, before: Instant): void {
  for (const [key, { at }] of state.reaches) if (at < before) state.reaches.delete(key);
  for (const [key, { until }] of state.barredDevices) {
    if (until <= now) state.barredDevices.delete(key);
  }
  for (const [user, until] of state.pairRests) if (until <= now) state.pairRests.delete(user);
}
