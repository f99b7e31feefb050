// A line of another that comes while the end of the log is read moves in. Of lines that come
// closely none does: to move each would cost more than it tells.

import { useLayoutEffect, useRef } from "preact/hooks";
import type { GroupState } from "../../../client/state/group_state.ts";
import { useTools } from "../../ui/context.ts";
import { useSelector } from "../../ui/use_selector.ts";
import { moveIn } from "./motion.ts";

/** Closer than this, lines just stand there. */
const apartMs = 400;

export function useArrival(
  box: { readonly current: HTMLElement | null },
  { head, shown: { items } }: GroupState,
  isAtEnd: boolean,
): void {
  const { clock } = useTools();
  const me = useSelector((state) => state.user?.id);
  const isComplete = useSelector((state) => state.isComplete);
  const known = useRef(head);
  const cameAt = useRef(0);
  const wasComplete = useRef(false);
  useLayoutEffect(() => {
    // What was missed is no arrival.
    const isNew = wasComplete.current && head === known.current + 1;
    wasComplete.current = isComplete;
    if (head === known.current) return;
    known.current = head;
    const last = items.at(-1);
    const isQuick = clock.now() - cameAt.current < apartMs;
    cameAt.current = clock.now();
    if (!isNew || isQuick || !isAtEnd || last?.seq !== head || last.by === me) return;
    moveIn(box.current?.querySelector(`[data-seq="${head}"]`) ?? null);
  }, [head, isComplete]);
}
