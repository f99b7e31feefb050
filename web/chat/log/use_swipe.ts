// A line that is drawn aside by a finger is answered. The way up and down stays the browser's.

import { useRef } from "preact/hooks";

/** Drawn so far, the line is answered when it is let go. */
const farPx = 56;
/** It follows no further. */
const mostPx = 72;
/** From here on it is no tap that trembles. */
const beginPx = 12;

interface Start {
  readonly x: number;
  readonly y: number;
  readonly line: HTMLElement;
  by: number;
}

/** What a line listens to; `act` is called for a line that was drawn far enough. */
export function useSwipe(act: () => void) {
  const start = useRef<Start | null>(null);
  const end = (isDone: boolean) => {
    const swipe = start.current;
    start.current = null;
    if (swipe === null) return;
    swipe.line.style.translate = "";
    if (isDone && Math.abs(swipe.by) >= farPx) act();
  };
  return {
    onPointerDown({ pointerType, isPrimary, clientX: x, clientY: y, currentTarget }: Swiped) {
      if (pointerType === "touch" && isPrimary) {
        start.current = { x, y, line: currentTarget, by: 0 };
      }
    },
    onPointerMove({ clientX, clientY }: Swiped) {
      const swipe = start.current;
      if (swipe === null) return;
      const [by, aside] = [clientX - swipe.x, Math.abs(clientY - swipe.y)];
      if (swipe.by === 0 && Math.abs(by) < beginPx) return;
      if (swipe.by === 0 && aside > Math.abs(by)) return end(false);
      swipe.by = Math.max(-mostPx, Math.min(mostPx, by));
      swipe.line.style.translate = `${swipe.by}px`;
    },
    onPointerUp: () => end(true),
    // The browser scrolls, or another finger came.
    onPointerCancel: () => end(false),
  };
}

type Swiped = PointerEvent & { readonly currentTarget: HTMLElement };
