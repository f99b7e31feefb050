// Where the log is scrolled to, and which window of it is drawn. A reader at the end of the log
// stays there while messages arrive. Elsewhere the line that is being read stays in its place,
// whatever is put above it or changes its height.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type GroupState, hasOlder } from "../../state/group_state.ts";
import { useTools } from "../../ui/context.ts";
import { boundsOf, hold, moveDown, moveUp, type View } from "./log_window.ts";
import { useHistory } from "./use_history.ts";

/** So many pixels above the end still count as the end. */
const nearPx = 48;
/** So many pixels before an end of the window, the window moves. */
const earlyPx = 700;

/** A line, and where on the screen it stands. */
interface Anchor {
  readonly seq: string;
  readonly top: number;
}

export function useLog(groupState: GroupState) {
  const { session } = useTools();
  const box = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const anchor = useRef<Anchor | null>(null);
  const isPlaced = useRef(false);
  const lastSize = useRef("");
  const history = useHistory(groupState);
  const { view, followEnd, moveWindow } = useWindow(groupState, history.loadMore);

  const moveTo = (atEnd: boolean) => {
    setAtEnd(atEnd);
    session.setAtEnd(atEnd);
  };
  const goToEnd = () => {
    followEnd();
    moveTo(true);
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  };
  const onScroll = () => {
    const log = box.current;
    if (log === null || !isPlaced.current) return;
    // The viewport was resized, not scrolled: a reader at the end stays there.
    if (isResized(log, lastSize) && isAtEnd) return void (log.scrollTop = log.scrollHeight);
    const atEnd = view === null && belowOf(log) < nearPx;
    if (atEnd !== isAtEnd) moveTo(atEnd);
    anchor.current = atEnd ? null : anchorOf(log);
    moveWindow(log, atEnd);
  };
  useEffect(onScroll, [groupState.shown.items.length, view]);
  useScroll({ groupState, box, isAtEnd, isPlaced, anchor, moveTo, goToEnd });
  return { box, view, isAtEnd, onScroll, goToEnd, history };
}

/** The window over the log, which moves with the reader. */
function useWindow(groupState: GroupState, loadMore: () => void) {
  const { items } = groupState.shown;
  const [view, setView] = useState<View>(null);
  const moveWindow = (log: HTMLElement, isAtEnd: boolean) => {
    if (!isAtEnd && view === null) setView(hold(view, items));
    else if (view !== null && belowOf(log) < earlyPx) setView(moveDown(view, items));
    if (log.scrollTop >= earlyPx) return;
    if (boundsOf(view, items).from > 0) setView(moveUp(view, items));
    else if (hasOlder(groupState) && log.scrollHeight > log.clientHeight) loadMore();
  };
  return { view, followEnd: () => setView(null), moveWindow };
}

/** Pixels of the log below the screen. */
function belowOf({ scrollHeight, scrollTop, clientHeight }: HTMLElement): number {
  return scrollHeight - scrollTop - clientHeight;
}

/** Whether the log has another size than at the last call. */
function isResized(log: HTMLElement, last: { current: string }): boolean {
  const before = last.current;
  last.current = `${log.clientWidth} ${log.clientHeight}`;
  return before !== "" && before !== last.current;
}

interface ScrollDeps {
  readonly groupState: GroupState;
  readonly box: { readonly current: HTMLDivElement | null };
  readonly isAtEnd: boolean;
  readonly isPlaced: { current: boolean };
  readonly anchor: { readonly current: Anchor | null };
  readonly moveTo: (isAtEnd: boolean) => void;
  readonly goToEnd: () => void;
}

/**
 * Scrolls after each drawing: to the end, where the reader is there or writes, or so that nothing
 * jumps.
 */
function useScroll(deps: ScrollDeps): void {
  const { groupState, box, isAtEnd, isPlaced, anchor, moveTo, goToEnd } = deps;
  const pending = useRef(groupState.pending.length);
  const end = useRef(isAtEnd);
  end.current = isAtEnd;
  useLayoutEffect(() => {
    const log = box.current;
    if (log === null || groupState.shown.items.length === 0) return;
    const hasWritten = groupState.pending.length > pending.current;
    pending.current = groupState.pending.length;
    if (!isPlaced.current) placeFirst(log, moveTo);
    else if (hasWritten && !isAtEnd) goToEnd();
    else if (isAtEnd) log.scrollTop = log.scrollHeight;
    else if (anchor.current !== null) scrollToAnchor(log, anchor.current);
    isPlaced.current = true;
  });
  useEffect(() => stayAtEnd(box.current, () => end.current), []);
}

/** The log shrinks while the composer grows: a reader at the end stays there. */
function stayAtEnd(log: HTMLElement | null, isAtEnd: () => boolean): (() => void) | void {
  if (log === null) return;
  const observer = new ResizeObserver(() => {
    if (isAtEnd()) log.scrollTop = log.scrollHeight;
  });
  observer.observe(log);
  return () => observer.disconnect();
}

/** At the unread line where that would be out of sight, else at the end. */
function placeFirst(log: HTMLElement, moveTo: (isAtEnd: boolean) => void): void {
  log.scrollTop = log.scrollHeight;
  const line = log.querySelector(".unread-line");
  const above = line === null
    ? 0
    : log.getBoundingClientRect().top - line.getBoundingClientRect().top;
  if (above <= 0) return;
  log.scrollTop -= above + nearPx;
  moveTo(false);
}

/** The first line on the screen. */
function anchorOf(log: HTMLElement): Anchor | null {
  const { top } = log.getBoundingClientRect();
  for (const line of log.querySelectorAll<HTMLElement>("[data-seq]")) {
    const box = line.getBoundingClientRect();
    if (box.bottom > top) return { seq: line.dataset["seq"] ?? "", top: box.top };
  }
  return null;
}

function scrollToAnchor(log: HTMLElement, { seq, top }: Anchor): void {
  const line = log.querySelector(`[data-seq="${seq}"]`);
  if (line !== null) log.scrollTop += line.getBoundingClientRect().top - top;
}
