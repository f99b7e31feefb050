// A signal's value, throttled: a change after a pause is drawn at once, of many only a few are. For
// what stands beside the main thing on a page.

import type { ReadonlySignal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { throttle } from "../platform/throttle.ts";
import { useTools } from "./context.ts";

export function useThrottled<Value>(source: ReadonlySignal<Value>, everyMs: number): Value {
  const { clock } = useTools();
  const [value, setValue] = useState(() => source.peek());
  useEffect(() => source.subscribe(throttle(clock, everyMs, () => setValue(() => source.peek()))), [
    source,
  ]);
  return value;
}
