// Which part of a long log is drawn: a window over its items that moves when the reader comes near
// one of its ends, so that a log of any length costs the page the same. Pure; bounds are seqs, so
// that older items shift nothing.

import { type Item, placeOf } from "../../../protocol/log.ts";

/** Items drawn of a window that stays, and by how many one moves. */
const windowSize = 80;
const windowStep = 30;
/** Items drawn at the end of a log, where there are so many; those above go by so many together. */
const endLeast = 70;
const endStep = 90;
/** Items drawn anywhere. */
export const drawnMost = endLeast + endStep - 1;

/**
 * Items from the seq `from` on, up to and without `to`; null: the last ones, along with the end of
 * the log.
 */
export type View = { readonly from: number; readonly to: number } | null;

interface Bounds {
  readonly from: number;
  readonly to: number;
}

/** The window in places of the list. */
export function boundsOf(view: View, items: readonly Item[]): Bounds {
  if (view === null) return { from: lastStep(items.length), to: items.length };
  return { from: placeOf(items, view.from), to: placeOf(items, view.to) };
}

/**
 * By wide steps: with whatever goes at the top, all that is on the screen has to be painted anew.
 */
function lastStep(length: number): number {
  return Math.floor(Math.max(0, length - endLeast) / endStep) * endStep;
}

/** The window as it is now, which stays there while the log goes on. */
export function hold(view: View, items: readonly Item[]): View {
  return view ?? viewOf(boundsOf(view, items), items);
}

/** The window one step further up; the same when it is at the beginning. */
export function moveUp(view: View, items: readonly Item[]): View {
  const { from, to } = boundsOf(view, items);
  if (from === 0) return view;
  const next = Math.max(0, from - windowStep);
  return viewOf({ from: next, to: Math.min(to, next + windowSize) }, items);
}

/** The window one step further down; at the end it goes along with the log. */
export function moveDown(view: View, items: readonly Item[]): View {
  const { from, to } = boundsOf(view, items);
  const next = Math.min(items.length, to + windowStep);
  if (next === items.length) return null;
  return viewOf({ from: Math.max(from, next - windowSize), to: next }, items);
}

function viewOf({ from, to }: Bounds, items: readonly Item[]): View {
  return { from: items[from]?.seq ?? 0, to: (items[to - 1]?.seq ?? 0) + 1 };
}
