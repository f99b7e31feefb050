// Older messages of a room: the first page by itself, the next ones on coming near the beginning or
// on demand.

import { useEffect, useRef, useState } from "preact/hooks";
import { useTools } from "../../ui/context.ts";
import { type GroupState, hasOlder } from "../../state/group_state.ts";

/**
 * With less than this on the screen, a page of older messages is fetched without being asked for.
 */
const enoughToBegin = 20;

export function useHistory(groupState: GroupState) {
  const { session } = useTools();
  const [isLoading, setLoading] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const isBusy = useRef(false);
  const load = async () => {
    if (isBusy.current) return;
    isBusy.current = true;
    setLoading(true);
    const isLoaded = await session.history.loadOlder(groupState.group.id);
    isBusy.current = false;
    setLoading(false);
    setFailed(!isLoaded);
  };
  /** Not after a failure, which would be repeated without end. */
  const loadMore = () => {
    if (!hasFailed) void load();
  };
  const isShort = groupState.shown.items.length < enoughToBegin && hasOlder(groupState);
  const isWanted = isShort && !isLoading && !hasFailed;
  useEffect(() => {
    if (isWanted) void load();
  }, [isWanted]);
  return { isLoading, hasFailed, load, loadMore };
}
