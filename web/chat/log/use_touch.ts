// What a finger does with a line: drawn aside, the line is answered; held, its menu opens. The way
// up and down stays the browser's, and so do links and buttons.

import { useRef } from "preact/hooks";
import type { Cancel } from "../../../protocol/clock.ts";
import { useTools } from "../../ui/context.ts";
import { swallowLift } from "./lift.ts";

/** Drawn so far, the line is answered when it is let go. */
const farPx = 56;
/** It follows no further. */
const mostPx = 72;
/** From here on it is no tap that trembles. */
const beginPx = 12;
/** As long as browsers take to select a word. */
const heldMs = 450;

interface Touch {
  readonly x: number;
  readonly y: number;
  readonly line: HTMLElement;
  readonly cancelHold: Cancel;
  by: number;
}

interface TouchActions {
  /** For a line that was drawn far enough. */
  readonly drawn: () => void;
  readonly held: () => void;
}

/** What a line listens to. */
export function useTouch({ drawn, held }: TouchActions) {
  const { clock } = useTools();
  const touch = useRef<Touch | null>(null);
  const end = (isDone: boolean) => {
    const ended = touch.current;
    touch.current = null;
    if (ended === null) return;
    ended.cancelHold();
    ended.line.style.translate = "";
    if (isDone && Math.abs(ended.by) >= farPx) drawn();
  };
  const hold = () => {
    end(false);
    swallowLift(globalThis, clock);
    held();
  };
  return {
    onPointerDown(event: Touched) {
      end(false);
      if (event.pointerType !== "touch" || !event.isPrimary) return;
      const cancelHold = hasOwnPress(event.target) ? () => {} : clock.after(heldMs, hold);
      const { clientX: x, clientY: y, currentTarget: line } = event;
      touch.current = { x, y, line, cancelHold, by: 0 };
    },
    onPointerMove(event: Touched) {
      if (touch.current !== null && !follow(touch.current, event)) end(false);
    },
    onPointerUp: () => end(true),
    // The browser scrolls, or another finger came.
    onPointerCancel: () => end(false),
    // The browser's own menu of a text that is held would lie over the line's.
    onContextMenu(event: Event) {
      if (touch.current !== null) event.preventDefault();
    },
  };
}

type Touched = PointerEvent & { readonly currentTarget: HTMLElement };

/** Whether what is pressed is for a press itself. */
function hasOwnPress(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("a, button, input") !== null;
}

/** Draws the line after the finger; false: the finger goes up or down. */
function follow(moved: Touch, { clientX, clientY }: Touched): boolean {
  const [by, aside] = [clientX - moved.x, Math.abs(clientY - moved.y)];
  if (Math.max(Math.abs(by), aside) >= beginPx) moved.cancelHold();
  if (moved.by === 0 && Math.abs(by) < beginPx) return true;
  if (moved.by === 0 && aside > Math.abs(by)) return false;
  moved.by = Math.max(-mostPx, Math.min(mostPx, by));
  moved.line.style.translate = `${moved.by}px`;
  return true;
}
