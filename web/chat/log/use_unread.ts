// Where the unread line stands: above the first message that was unread when the reader opened the
// chat or came back to it. Gone once the reader writes.

import { useEffect, useRef, useState } from "preact/hooks";
import { isLookedAt, onLook } from "../../platform/attention.ts";
import { type GroupState, hasOlder, oldest } from "../../state/group_state.ts";

export function useUnread(groupState: GroupState): number | null {
  const { group, pending } = groupState;
  const [above, setAbove] = useState(group.unread > 0 ? group.readSeq : null);
  const now = useRef(group.readSeq);
  now.current = group.readSeq;
  useEffect(() => {
    return onLook(() => {
      if (!isLookedAt()) setAbove(now.current);
    });
  }, []);
  const isWriting = pending.length > 0;
  useEffect(() => {
    if (isWriting) setAbove(null);
  }, [isWriting]);
  // Until its message is loaded, the line would stand above the first message that is held.
  const isKnown = above !== null && (oldest(groupState) <= above + 1 || !hasOlder(groupState));
  return isKnown ? above : null;
}
