// Which keys of the composer belong to an input method.

import { useRef } from "preact/hooks";
import { isComposing } from "../../ui/composition.ts";
import { useTools } from "../../ui/context.ts";

/**
 * For the field whose `compositionend` it hears: some input methods end the composition, and then
 * report the key that did so as any other one, before anything else happens.
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
