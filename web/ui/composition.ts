// Keys that belong to an input method: they make a word of what is being composed, and do nothing
// else.

import { useRef } from "preact/hooks";
import { useTools } from "./context.ts";

/** Of a key that an input method has handled. */
const handledByInputMethod = 229;

/**
 * Whether a key is the input method's. Safari ends a composition before it reports the key that
 * ended it, so that `isComposing` is false by then; the key code still says it.
 */
export function isComposing(event: Pick<KeyboardEvent, "isComposing" | "keyCode">): boolean {
  return event.isComposing || event.keyCode === handledByInputMethod;
}

/**
 * The same for the field whose `compositionend` it hears: some input methods end the composition,
 * and then report the key that did so as any other one, before anything else happens.
 */
export function useComposition() {
  const { clock } = useTools();
  const isEnding = useRef(false);
  return {
    onCompositionEnd() {
      isEnding.current = true;
      clock.after(0, () => (isEnding.current = false));
    },
    isComposing: (event: KeyboardEvent) => isEnding.current || isComposing(event),
  };
}
