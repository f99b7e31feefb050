// What waiting alone has changed by now: birthdays and widenings. Every turn begins with it, so
// that nothing is matched by the ages or the criteria of before, and so that it is not put off
// while there is much to do.

import { completeAll, Forming } from "./form.ts";
import type { TurnContext } from "./turn_context.ts";
import { tellTickets } from "./notify.ts";

export async function widen(context: TurnContext): Promise<void> {
  const { pool, now } = context;
  if (!pool.isDue(now)) return;
  await completeAll(context, pool.dayChanged(now));
  const forming = new Forming(context);
  for (let widened = pool.due(now); widened; widened = pool.due(now)) {
    if (widened.wider) tellTickets(context, pool.ownersOf(widened.ticket));
    forming.add(widened.ticket);
  }
  await forming.end();
}
