// The part of a long log that is drawn: a window over its items, which moves when the reader comes
// near one of its ends, so that a log of any length costs the page the same. Pure. Bounds are seqs:
// older items that are put before the log shift nothing.

import { type Item, placeOf } from "../../../protocol/log.ts";

/** Items above the one around which a window is put. */
const itemsAbove = 20;
/** Items in a window away from the end, and how far it moves in one step. */
const windowSize = 80;
const windowStep = 30;
/** The fewest items in a window at the end of a long log, and how many leave it together. */
const endLeast = 70;
const endStep = 90;
/** The most items in any window. */
export const drawnMost = endLeast + endStep - 1;

/** Items from the seq `from` on, up to and without `to`; null: the window follows the end. */
export type View = { readonly from: number; readonly to: number } | null;

interface Bounds {
  readonly from: number;
  readonly to: number;
}

/** The window as places in the list. */
export function boundsOf(view: View, items: readonly Item[]): Bounds {
  if (view === null) return { from: lastStep(items.length), to: items.length };
  return { from: placeOf(items, view.from), to: placeOf(items, view.to) };
}

/** In wide steps: when items leave at the top, the whole screen is painted again. */
function lastStep(length: number): number {
  return Math.floor(Math.max(0, length - endLeast) / endStep) * endStep;
}

/** The window as it is now; it stays there while the log goes on. */
export function hold(view: View, items: readonly Item[]): View {
  return view ?? viewOf(boundsOf(view, items), items);
}

/** The window with the item of this seq: the given one, or one around it. */
export function reveal(view: View, seq: number, items: readonly Item[]): View {
  const at = placeOf(items, seq);
  const { from, to } = boundsOf(view, items);
  if (at === items.length || (from <= at && at < to)) return view;
  const next = Math.max(0, at - itemsAbove);
  return viewOf({ from: next, to: Math.min(items.length, next + windowSize) }, items);
}

/** The window one step up; the same at the beginning. */
export function moveUp(view: View, items: readonly Item[]): View {
  const { from, to } = boundsOf(view, items);
  if (from === 0) return view;
  const next = Math.max(0, from - windowStep);
  return viewOf({ from: next, to: Math.min(to, next + windowSize) }, items);
}

/** The window one step down; at the end it follows the log. */
export function moveDown(view: View, items: readonly Item[]): View {
  const { from, to } = boundsOf(view, items);
  const next = Math.min(items.length, to + windowStep);
  if (next === items.length) return null;
  return viewOf({ from: Math.max(from, next - windowSize), to: next }, items);
}

function viewOf({ from, to }: Bounds, items: readonly Item[]): View {
  return { from: items[from]?.seq ?? 0, to: (items[to - 1]?.seq ?? 0) + 1 };
}
