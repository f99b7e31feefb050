// What waiting alone has changed by now: birthdays and widenings. Every turn begins with it, so
// that nothing is matched by the ages or the criteria of before, and so that it is not put off
// while there is much to do.

import { completeAll, Forming } from "./form.ts";
import type { Sitting } from "./turn_context.ts";
import { tellTickets } from "./notify.ts";

export async function widen(sitting: Sitting): Promise<void> {
  const { room, now } = sitting;
  if (!room.isDue(now)) return;
  await completeAll(sitting, room.dayChanged(now));
  const forming = new Forming(sitting);
  for (let widened = room.due(now); widened; widened = room.due(now)) {
    if (widened.wider) tellTickets(sitting, room.ownersOf(widened.ticket));
    forming.add(widened.ticket);
  }
  await forming.end();
}
