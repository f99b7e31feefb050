// Puts off what would move the page until a press is over: a button or a choice that moves away
// between the pointer's going down and coming up is never clicked.

import { useRef } from "preact/hooks";
import { useTools } from "./context.ts";

/**
 * Handlers for the element that is pressed within, and `unlessPressed`, which runs its function now
 * or after the click.
 */
export function usePress() {
  const { clock } = useTools();
  const isDown = useRef(false);
  const waiting = useRef<(() => void) | null>(null);
  const release = () => {
    isDown.current = false;
    waiting.current?.();
    waiting.current = null;
  };
  // Not within the click itself: drawn before its change is told, a choice would be taken back.
  const onClick = () => void clock.after(0, release);
  const onPointerDown = () => {
    isDown.current = true;
  };
  const unlessPressed = (run: () => void) => {
    if (isDown.current) waiting.current = run;
    else run();
  };
  return { onPointerDown, onClick, onKeyDown: release, unlessPressed };
}
