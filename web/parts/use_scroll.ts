// Where the log is scrolled to: at the end while the reader is at the end or has just written; otherwise the lines on
// the screen stay where they are, also when older ones are put above them.

import { useLayoutEffect, useRef } from "preact/hooks";
import { oldest, type Room } from "../room.ts";

/** So near to the end, in pixels, counts as being there. */
const nearPx = 48;

export function useScroll(room: Room) {
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const before = useRef({ oldest: oldest(room), height: 0, pending: 0 });

  useLayoutEffect(() => {
    const log = box.current;
    if (log === null) return;
    const old = before.current;
    const now = { oldest: oldest(room), height: log.scrollHeight, pending: room.pending.length };
    before.current = now;
    if (isAtEnd.current || now.pending > old.pending) log.scrollTop = log.scrollHeight;
    else if (now.oldest < old.oldest) log.scrollTop += now.height - old.height;
  });

  const note = () => {
    const log = box.current;
    if (log !== null) isAtEnd.current = log.scrollHeight - log.scrollTop - log.clientHeight < nearPx;
  };
  return { box, note };
}
