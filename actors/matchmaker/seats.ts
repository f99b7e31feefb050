// The free seat of a group that someone has quit: its members look for a third, or stop looking.

import type { TicketId } from "../../protocol/domain.ts";
import { type CommandOf, done, type MatchmakerAnswer, refused } from "./command.ts";
import { completeAll } from "./form.ts";
import type { Sitting } from "./turn_context.ts";

export async function openSeat(
  sitting: Sitting,
  { user, group, criteria }: CommandOf<"open_seat">,
): Promise<MatchmakerAnswer> {
  const { deps: { store, newId, onGroup }, room, instant: at, metSince, now } = sitting;
  const asked = { id: newId() as TicketId, group, user, criteria, at };
  const outcome = await sitting.stored(store.openSeat(asked, metSince));
  if (outcome.type === "refused") return refused(outcome.code);
  const { id, since } = outcome.ticket;
  room.put(outcome.ticket, now);
  await sitting.follow("filling a seat", () => completeAll(sitting, [id]));
  // Whoever has come in at once is shown together with the seat that is no more.
  if (room.has(id)) onGroup(group, user);
  return { type: "seat", seat: { id, since } };
}

export async function closeSeat(
  sitting: Sitting,
  { user, group }: CommandOf<"close_seat">,
): Promise<MatchmakerAnswer> {
  const { deps: { store, onGroup }, room, instant } = sitting;
  const outcome = await sitting.stored(store.closeSeat(group, user, instant));
  if (outcome === "not_member") return refused("not_member");
  room.closeSeat(group);
  if (outcome === "closed") onGroup(group, user);
  return done;
}
