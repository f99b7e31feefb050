// The time for a part that shows it, which is drawn again each `everyMs`.

import { useEffect, useState } from "preact/hooks";
import { useTools } from "./context.ts";

/** Milliseconds since 1970, at most `everyMs` old. */
export function useNow(everyMs: number): number {
  const { clock } = useTools();
  const [now, setNow] = useState(clock.now());
  useEffect(() => clock.every(everyMs, () => setNow(clock.now())), [everyMs]);
  return now;
}
