// Loads older messages of a group: the first page by itself, further ones when the reader comes
// near the beginning, or on demand.

import { useEffect, useRef, useState } from "preact/hooks";
import { type GroupState, hasOlder } from "../../state/group_state.ts";
import { useTools } from "../../ui/context.ts";

/** With fewer lines on the screen, older messages are loaded without being asked for. */
const enoughToBegin = 20;

type Progress = "idle" | "loading" | "failed";

export function useHistory(groupState: GroupState) {
  const { session } = useTools();
  const [progress, setProgress] = useState<Progress>("idle");
  /** Known at once, where `progress` is known with the next drawing. */
  const isLoading = useRef(false);
  const load = async () => {
    if (isLoading.current) return;
    isLoading.current = true;
    setProgress("loading");
    const isLoaded = await session.history.loadOlder(groupState.group.id);
    isLoading.current = false;
    setProgress(isLoaded ? "idle" : "failed");
  };
  /** Not after a failure, which would be repeated without end. */
  const loadMore = () => {
    if (progress !== "failed") void load();
  };
  const isShort = groupState.shown.items.length < enoughToBegin && hasOlder(groupState);
  const isWanted = isShort && progress === "idle";
  useEffect(() => {
    if (isWanted) void load();
  }, [isWanted]);
  return { progress, load, loadMore };
}
