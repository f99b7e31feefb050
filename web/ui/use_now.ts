// The time by the server's clock, for a part that shows it, which is drawn again each `everyMs`.

import { useEffect, useState } from "preact/hooks";
import { serverNow } from "../../client/state/state.ts";
import { type Tools, useTools } from "./context.ts";
import { useSelector } from "./use_selector.ts";

/** Milliseconds since 1970, at most `everyMs` old. */
export function useNow(everyMs: number): number {
  const { clock } = useTools();
  const aheadMs = useSelector((state) => state.serverAheadMs);
  const [now, setNow] = useState(clock.now());
  useEffect(() => clock.every(everyMs, () => setNow(clock.now())), [everyMs]);
  return now + aheadMs;
}

/** The same at once, for what is done and not shown. */
export function nowOf({ session, clock }: Pick<Tools, "session" | "clock">): number {
  return serverNow(session.state.peek(), clock.now());
}
