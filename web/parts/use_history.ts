// Older messages of a room: the first page by itself, the next ones on demand.

import { useEffect, useState } from "preact/hooks";
import { useTools } from "../context.ts";
import { hasOlder, type Room } from "../room.ts";

/** With less than this on the screen, a page of older messages is fetched without being asked for. */
const enoughToBegin = 20;

export function useHistory(room: Room) {
  const { session } = useTools();
  const [isLoading, setLoading] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const load = async () => {
    setLoading(true);
    const isLoaded = await session.history.loadOlder(room.group.id);
    setLoading(false);
    setFailed(!isLoaded);
  };
  const isShort = room.run.length < enoughToBegin && hasOlder(room);
  const isWanted = isShort && !isLoading && !hasFailed;
  useEffect(() => {
    if (isWanted) void load();
  }, [isWanted]);
  return { isLoading, hasFailed, load };
}
