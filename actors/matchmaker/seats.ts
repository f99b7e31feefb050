// The seat of a group whose members look for a third, or stop looking: in the place of a member who
// has quit, or of one who is away.

import type { TicketId } from "../../protocol/domain.ts";
import { type CommandOf, done, type MatchmakerAnswer, refused } from "./command.ts";
import { completeAll } from "./form.ts";
import type { TurnContext } from "./turn_context.ts";

export async function openSeat(
  context: TurnContext,
  { user, group, criteria }: CommandOf<"open_seat">,
): Promise<MatchmakerAnswer> {
  const { deps: { store, newId }, pool, instant: at, metSince, silentBefore, now } = context;
  const asked = { id: newId() as TicketId, group, user, criteria, at, silentBefore };
  const outcome = await context.stored(store.openSeat(asked, metSince));
  if (outcome.type === "refused") return refused(outcome.code);
  const { id, since, placeOf } = outcome.ticket;
  pool.put(outcome.ticket, now);
  await context.follow("filling a seat", () => completeAll(context, [id]));
  // A newcomer who came in at once was shown, and with it that the seat is gone.
  if (pool.has(id)) context.groupChanged(group, user);
  return { type: "seat", seat: { id, since, ...(placeOf !== null && { placeOf }) } };
}

export async function closeSeat(
  context: TurnContext,
  { user, group }: CommandOf<"close_seat">,
): Promise<MatchmakerAnswer> {
  const { deps: { store }, pool, instant } = context;
  const outcome = await context.stored(store.closeSeat(group, user, instant));
  if (outcome === "not_member") return refused("not_member");
  pool.closeSeat(group);
  if (outcome === "closed") context.groupChanged(group, user);
  return done;
}
