// The ticket that the page shows. A match is told in two frames, one of which closes the ticket:
// between the two, nothing is shown that would be wrong a moment later.

import { useEffect, useRef, useState } from "preact/hooks";
import { useTools } from "../ui/context.ts";
import { useSelector } from "../ui/use_selector.ts";

/** A group comes in that time, if one comes. */
const heldMs = 1_000;

export function useHeldTicket(isMatched: boolean) {
  const { clock } = useTools();
  const ticket = useSelector((state) => state.ticket);
  const held = useRef(ticket);
  const isReleased = useRef(false);
  const [, draw] = useState({});
  if (ticket !== null || isMatched || isReleased.current) held.current = ticket;
  if (ticket === null) isReleased.current = false;
  useEffect(() => {
    if (ticket !== null || held.current === null) return;
    return clock.after(heldMs, () => {
      held.current = null;
      draw({});
    });
  }, [ticket]);
  return {
    ticket: ticket ?? held.current,
    /** Called when the user ends the search: then it is over at once. */
    release: () => void (isReleased.current = true),
  };
}
