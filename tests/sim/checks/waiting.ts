// What must hold of open tickets in the end: none waits while others fit, by trying all of them;
// and each page shows its user's ticket and partner as they are stored.

import type { UserId } from "../../../protocol/domain.ts";
import type { Store } from "../../../db/store/store.ts";
import type { OpenTicket, Seeker } from "../../../db/store/tickets.ts";
import type { Device } from "../world/device.ts";

/** The open tickets and partners of the store. */
export interface Waiting {
  readonly tickets: readonly OpenTicket[];
  readonly partners: ReadonlyMap<UserId, UserId>;
}

/** Past the minute for which two who have met are kept apart, and the next look at what is due. */
const mayMeetAgainMs = 62_000;

/** `haveMet`: whether members of one group count as having met. */
export async function readWaiting(
  store: Store,
  users: readonly UserId[],
  haveMet: boolean,
): Promise<Waiting> {
  const partners = new Map<UserId, UserId>();
  for (const user of users) {
    const partner = await store.partner(user);
    if (partner !== null) partners.set(user, partner.id);
  }
  return {
    tickets: await store.openTickets(haveMet ? "1970-01-01T00:00:00.000Z" : null),
    partners,
  };
}

/**
 * All users of a simulated world take anyone: their relations, their languages, and whether they
 * let bots in decide.
 */
export function unformed(tickets: readonly OpenTicket[], now: number): string[] {
  const found: string[] = [];
  const fits = (one: OpenTicket, other: OpenTicket) => mayJoin(one, other, now);
  for (const [a, one] of tickets.entries()) {
    for (const [b, two] of tickets.slice(0, a).entries()) {
      if (!fits(one, two)) continue;
      if (areTrio([one, two])) found.push(namesOf([one, two]));
      for (const three of tickets.slice(0, b)) {
        const trio = [one, two, three];
        if (areTrio(trio) && fits(one, three) && fits(two, three)) found.push(namesOf(trio));
      }
    }
  }
  return found.map((names) => `${names} wait though they fit`);
}

function mayJoin(one: OpenTicket, other: OpenTicket, now: number): boolean {
  if (one.seat !== null && other.seat !== null) return false;
  if ([one, other].some(({ restsUntil }) => Date.parse(restsUntil ?? "0") > now)) return false;
  const haveWaited = [one, other].every(({ since }) => now - Date.parse(since) > mayMeetAgainMs);
  return one.seekers.every((a) => other.seekers.every((b) => mayMeet(a, b, haveWaited)));
}

function mayMeet(a: Seeker, b: Seeker, haveWaited: boolean): boolean {
  const [x, y] = [a.user.id, b.user.id];
  if (x === y || a.apart.includes(y) || b.apart.includes(x)) return false;
  if (a.devices.some((device) => b.devices.includes(device))) return false;
  return haveWaited || !a.met.includes(y) ||
    (a.rematchWishes.includes(y) && b.rematchWishes.includes(x));
}

/**
 * Whether their people are three, one of them no bot, let in the bots among them, and have a
 * language that all of them have.
 */
function areTrio(tickets: readonly OpenTicket[]): boolean {
  const people = tickets.flatMap(({ seekers }) => [...seekers]);
  const spoken = people.map(({ profile }) => profile.languages);
  const bots = people.filter(({ user }) => user.bot === true).length;
  const letIn = people.filter(({ user, criteria }) => user.bot === true || criteria.bots === true);
  return people.length === 3 && bots < 3 && (bots === 0 || letIn.length === 3) &&
    spoken[0]?.some((language) => spoken.every((each) => each.includes(language))) === true;
}

function namesOf(tickets: readonly OpenTicket[]): string {
  return tickets.flatMap(({ seekers }) => seekers.map(({ user }) => user.username)).join(", ");
}

/** Where a device does not show its user's search as it is stored. */
export function unsettledSearch(
  { session, user }: Device,
  { tickets, partners }: Waiting,
): string[] {
  const { ticket, partner } = session.state.value;
  const own = tickets.find(({ seat, seekers }) =>
    seat === null && seekers.some((seeker) => seeker.user.id === user.id)
  );
  return [
    ...(ticket?.id === own?.id ? [] : [`shows the ticket ${ticket?.id}, stored is ${own?.id}`]),
    ...(partner?.id === partners.get(user.id)
      ? []
      : [`shows the partner ${partner?.id}, stored is ${partners.get(user.id)}`]),
  ];
}
