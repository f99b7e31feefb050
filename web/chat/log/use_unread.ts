// Where the unread line stands: above the first message that was unread when the reader opened the
// chat, or that came while they looked elsewhere. It stays there until they write, or the chat is
// left.

import { useEffect, useRef, useState } from "preact/hooks";
import { isLookedAt, onLook } from "../../platform/attention.ts";
import { type GroupState, hasOlder, oldest } from "../../../client/state/group_state.ts";
import { useSelector } from "../../ui/use_selector.ts";

/** Of more than so many, the first one is not loaded to open the chat there. */
const mostToLoad = 2_000;

export interface UnreadLine {
  /** The seq above which the texts of others are new; null without any, or before it is held. */
  readonly above: number | null;
  /** The seq that the log must reach down to for the line to be drawn, or null. */
  readonly wanted: number | null;
}

export function useUnread(groupState: GroupState): UnreadLine {
  const { group } = groupState;
  const [above, setAbove] = useState(unreadFrom(groupState));
  const isComplete = useSelector((state) => state.isComplete);
  const wasComplete = useRef(isComplete);
  const isAway = useRef(!isLookedAt());
  // What was kept does not know what came meanwhile: the server does.
  if (isComplete && !wasComplete.current) {
    wasComplete.current = true;
    setAbove(unreadFrom(groupState));
  }
  const written = useRef(countWritten(groupState));
  if (countWritten(groupState) > written.current && above !== null) setAbove(null);
  written.current = countWritten(groupState);
  useEffect(() => onLook(() => void (isAway.current = !isLookedAt())), []);
  // What comes while the reader looks elsewhere is what is new when they are back.
  if (isAway.current && group.unread > 0 && above !== group.readSeq) setAbove(group.readSeq);
  if (above === null) return { above, wanted: null };
  // Until its message is held, the line would stand above the first message that is.
  const isHeld = oldest(groupState) <= above + 1 || !hasOlder(groupState);
  const isNear = group.lastSeq - above <= mostToLoad;
  return { above: isHeld ? above : null, wanted: !isHeld && isNear ? above + 1 : null };
}

/** New texts that are pending: what is done to an old line leaves the reader at that line. */
export function countWritten({ pending }: GroupState): number {
  return pending.filter(({ operation }) => operation.type === "send").length;
}

function unreadFrom({ group }: GroupState): number | null {
  return group.unread > 0 ? group.readSeq : null;
}
