// A signal's value for a part that stands beside what is looked at: a change after a pause is drawn
// at once, of many that come closely a few.

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
