// Above which message the unread line stands: where the reader was when they came, or when they
// looked away; gone once they write.

import { useEffect, useRef, useState } from "preact/hooks";
import { type GroupState, hasOlder, oldest } from "../../state/group_state.ts";

export function useUnread(groupState: GroupState): number | null {
  const { group, pending } = groupState;
  const [above, setAbove] = useState(group.unread > 0 ? group.readSeq : null);
  const now = useRef(group.readSeq);
  now.current = group.readSeq;
  useEffect(() => {
    const look = () => {
      if (document.hidden) setAbove(now.current);
    };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  const isWriting = pending.length > 0;
  useEffect(() => {
    if (isWriting) setAbove(null);
  }, [isWriting]);
  // Not before it is loaded: the first text held would else pass for the first one that is new.
  const isKnown = above !== null && (oldest(groupState) <= above + 1 || !hasOlder(groupState));
  return isKnown ? above : null;
}
