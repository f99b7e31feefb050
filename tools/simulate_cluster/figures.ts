// What was measured elsewhere, and what is assumed of users: every figure that the simulation does
// not find by itself.

/** docs/performance.md and docs/decisions/0005: one core, in microseconds. */
export const measured = {
  /** A ping of a peer, both ends: a request that goes alone. */
  pingUs: 154,
  /** One event of the pool: an arrival, a widening or a departure. */
  poolEventUs: 2.7,
  /** A ticket, from the request to the group, with all that the server does for it. */
  ticketUs: 141,
  /** Postgres' part of a ticket. */
  ticketStoreUs: 75,
  /** A message to another node, for one frame and the batch that it shares. */
  frameUs: 36,
  /** A user in a Map from ids to nodes, in bytes of heap. */
  userBytes: 85,
} as const;

/** Nobody has measured these: they only give the sizes of what is simulated. */
export const assumed = {
  /** Mean time that a connection lasts: phones sleep. */
  connectionMinutes: 20,
  groupsOfUser: 3,
  /** Of those who have an account. */
  searchesAWeek: 1,
  messagesADay: 20,
  /** The busiest hour beside the mean one. */
  peak: 3,
} as const;

const secondsADay = 86_400;

/** A second, in the busiest hour. */
export function ratesOf(users: number, online: number) {
  const { connectionMinutes, searchesAWeek, messagesADay, peak } = assumed;
  return {
    connects: users * online / (connectionMinutes * 60),
    searches: peak * users * searchesAWeek / (7 * secondsADay),
    messages: peak * users * messagesADay / secondsADay,
  };
}
