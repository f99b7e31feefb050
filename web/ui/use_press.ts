// Puts off what moves the page until a press is over. A button that moves away between pointer down
// and pointer up is never clicked.

import { useRef } from "preact/hooks";
import { useTools } from "./context.ts";

/**
 * Handlers for the element in which presses happen, and `unlessPressed`, which runs its function
 * now or after the press.
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
  // Not within the click: a drawing before the `change` event would undo a choice.
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
