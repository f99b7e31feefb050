// How long a matchmaker that loads keeps the process from everything else: over a store that gives
// its tickets at once, so that nothing but the matchmaker's own work is measured.

import { v7 } from "uuid";
import { createWorld } from "../../actors/world.ts";
import type { OpenTicket } from "../../db/store/tickets.ts";
import type { Store } from "../../db/store/store.ts";
import { systemClock } from "../../protocol/clock.ts";
import type { Criteria, TicketId, UserId } from "../../protocol/domain.ts";
import { defaultLimits } from "../../protocol/limits.ts";
import { createMemoryStore } from "../../tests/support/memory_store/memory_store.ts";

export interface Blocks {
  /** From the first command to its answer. */
  readonly tookMs: number;
  /** The longest time between two turns of a timer that is always due. */
  readonly longestMs: number;
  /** The turns that the timer had. */
  readonly turns: number;
}

/** `isCrowd`: tickets of one, of which trios come; else pairs, of which none does. */
export async function measureBlocks(count: number, isCrowd: boolean): Promise<Blocks> {
  const tickets = Array.from({ length: count }, (_, at) => ticketOf(at, isCrowd));
  const store: Store = {
    ...createMemoryStore(),
    openTickets: () => Promise.resolve(tickets),
    formGroups: (groups) => Promise.resolve(groups.map(() => true)),
  };
  const world = createWorld({
    store,
    history: "",
    clock: systemClock,
    newId: v7,
    limits: defaultLimits,
    report: (event, details) => console.error(event, details),
    resumeMessages: 1,
    idleMs: 60_000,
    metDays: 0,
    creditMs: 10_000,
  });
  const gaps = startGaps();
  const from = performance.now();
  await world.placement.askMatchmaker({ type: "look", user: v7() as UserId });
  const tookMs = performance.now() - from;
  const { longestMs, turns } = gaps.stop();
  await world.stop();
  return { tookMs, longestMs, turns };
}

/** Watches how long a timer that is always due has to wait. */
function startGaps() {
  let last = performance.now();
  let longestMs = 0;
  let turns = 0;
  const note = () => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - last);
    last = now;
    turns += 1;
  };
  const timer = setInterval(note, 0);
  return {
    stop() {
      note();
      clearInterval(timer);
      return { longestMs, turns };
    },
  };
}

const sexes = ["female", "male", "other"] as const;

function ticketOf(at: number, isCrowd: boolean): OpenTicket {
  const criteria: Criteria = isCrowd
    ? { sex: "same", age: at % 2 === 0 ? 0 : 5, widen: false }
    : { sex: "any", age: null, widen: false };
  const seeker = () => ({
    user: { id: v7() as UserId, username: `bench ${at}` },
    profile: {
      birthDate: `${1950 + at % 50}-05-17`,
      sex: sexes[at % 3] ?? null,
      languages: ["en"],
      interests: [],
      about: null,
    },
    criteria,
    ...{ apart: [], met: [], rematchWishes: [], devices: [] },
  });
  return {
    id: v7() as TicketId,
    since: new Date(Date.now() - 3_600_000 + at).toISOString(),
    seekers: isCrowd ? [seeker()] : [seeker(), seeker()],
    seat: null,
    restsUntil: null,
    placeOf: null,
    asleep: false,
    wokenAt: null,
    alone: false,
  };
}
