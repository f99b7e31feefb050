// Keys that belong to an input method: they make a word of what is being composed, and do nothing
// else.

/** Of a key that an input method has handled. */
const handledByInputMethod = 229;

/**
 * Whether a key is the input method's. Safari ends a composition before it reports the key that
 * ended it, so that `isComposing` is false by then; the key code still says it.
 */
export function isComposing(event: Pick<KeyboardEvent, "isComposing" | "keyCode">): boolean {
  return event.isComposing || event.keyCode === handledByInputMethod;
}
