// Loads older messages of a group: by itself a first page, and what is wanted to open the chat;
// further ones when the reader comes near the beginning, or on demand.

import { useEffect, useRef, useState } from "preact/hooks";
import { type GroupState, hasOlder } from "../../../client/state/group_state.ts";
import { useTools } from "../../ui/context.ts";

/** With fewer lines on the screen, older messages are loaded without being asked for. */
const enoughToBegin = 20;

type Progress = "idle" | "loading" | "failed";

/** `wanted`: the seq that the log must reach down to, or null. */
export function useHistory(groupState: GroupState, wanted: number | null) {
  const { session } = useTools();
  const [progress, setProgress] = useState<Progress>("idle");
  /** Known at once, where `progress` is known with the next drawing. */
  const isLoading = useRef(false);
  const load = async () => {
    if (isLoading.current) return;
    isLoading.current = true;
    setProgress("loading");
    const { group: { id } } = groupState;
    const isLoaded =
      await (wanted === null
        ? session.history.loadOlder(id)
        : session.history.loadDownTo(id, wanted));
    isLoading.current = false;
    setProgress(isLoaded ? "idle" : "failed");
  };
  /** Not after a failure, which would be repeated without end. */
  const loadMore = () => {
    if (progress !== "failed") void load();
  };
  const isShort = groupState.shown.items.length < enoughToBegin && hasOlder(groupState);
  const isDue = (isShort || wanted !== null) && progress === "idle";
  useEffect(() => {
    if (isDue) void load();
  }, [isDue]);
  return { progress, load, loadMore };
}
