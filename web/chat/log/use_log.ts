// Where the log is scrolled to, and which window of it is drawn. A reader at the end of the log
// stays there while messages arrive. Elsewhere the line that is being read stays in its place,
// whatever is put above it or changes its height.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type GroupState, hasOlder } from "../../../client/state/group_state.ts";
import { useTools } from "../../ui/context.ts";
import { isLookedAt, onLook } from "../../platform/attention.ts";
import { useSelector } from "../../ui/use_selector.ts";
import { useChatUi } from "../chat_ui.ts";
import { isFresh } from "../opening/is_fresh.ts";
import { boundsOf, hold, moveDown, moveUp, reveal, type View } from "./log_window.ts";
import { type Anchor, anchorOf, belowOf, isNearEnd, nearPx, scrollToAnchor } from "./on_screen.ts";
import { useGoal, useWantedGoal } from "./use_goal.ts";
import { useHistory } from "./use_history.ts";
import { countWritten, type UnreadLine, useUnread } from "./use_unread.ts";

/** So many pixels before an end of the window, the window moves. */
const earlyPx = 700;

export function useLog(groupState: GroupState) {
  const { session } = useTools();
  const box = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const anchor = useRef<Anchor | null>(null);
  const placed = useRef<Placed>("no");
  const lastSize = useRef("");
  const unread = useUnread(groupState);
  const goal = useWantedGoal(groupState);
  const history = useHistory(groupState, unread.wanted ?? goal);
  const { view, setView, followEnd, moveWindow } = useWindow(groupState, history.loadMore);

  const moveTo = (atEnd: boolean) => {
    setAtEnd(atEnd);
    // Before it is known what is unread, the end of what is held is not the end.
    session.setAtEnd(atEnd && placed.current === "for good");
  };
  const goToEnd = () => {
    followEnd();
    moveTo(true);
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  };
  const onScroll = () => {
    const log = box.current;
    if (log === null || placed.current === "no") return;
    // The viewport was resized, not scrolled: a reader at the end stays there.
    if (isResized(log, lastSize) && isAtEnd) return followEndOf(log, groupState);
    const atEnd = view === null && (isNearEnd(log) || isFresh(groupState));
    if (atEnd !== isAtEnd) moveTo(atEnd);
    anchor.current = atEnd ? null : anchorOf(log);
    moveWindow(log, atEnd);
  };
  useFollowing(onScroll, [groupState.shown.items.length, view]);
  const opening = { unread, history, placed, view, setView };
  useScroll({ groupState, box, isAtEnd, opening, anchor, moveTo, goToEnd });
  const hasFailed = history.progress === "failed";
  useGoal({ groupState, box, view, setView, hasFailed, anchor, moveTo });
  const isOpening = placed.current === "no" && unread.wanted !== null && !hasFailed;
  return { box, view, isAtEnd, isOpening, unreadAbove: unread.above, onScroll, goToEnd, history };
}

/** Looks anew where the reader is after a change, and once something long is unfolded or folded. */
function useFollowing(onScroll: () => void, changes: readonly unknown[]): void {
  const { clock } = useTools();
  const { unfolded } = useChatUi();
  const latest = useRef(onScroll);
  latest.current = onScroll;
  useEffect(onScroll, [...changes]);
  // Once it is drawn.
  useEffect(() => unfolded.subscribe(() => void clock.after(0, () => latest.current())), []);
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
  return { view, setView, followEnd: () => setView(null), moveWindow };
}

/** Whether the log has another size than at the last call. */
function isResized(log: HTMLElement, last: { current: string }): boolean {
  const before = last.current;
  last.current = `${log.clientWidth} ${log.clientHeight}`;
  return before !== "" && before !== last.current;
}

/**
 * Whether the log was scrolled to where it opens: not yet, as far as what was kept says, or by what
 * the server says.
 */
type Placed = "no" | "for now" | "for good";

interface Opening {
  readonly unread: UnreadLine;
  readonly history: ReturnType<typeof useHistory>;
  readonly placed: { current: Placed };
  readonly view: View;
  readonly setView: (view: View) => void;
}

interface ScrollDeps {
  readonly groupState: GroupState;
  readonly box: { readonly current: HTMLDivElement | null };
  readonly isAtEnd: boolean;
  readonly opening: Opening;
  readonly anchor: { readonly current: Anchor | null };
  readonly moveTo: (isAtEnd: boolean) => void;
  readonly goToEnd: () => void;
}

/**
 * Scrolls after each drawing: to where the log opens; to the end, where the reader is there or
 * writes; or so that nothing jumps.
 */
function useScroll(deps: ScrollDeps): void {
  const { groupState, box, isAtEnd, opening, anchor, moveTo, goToEnd } = deps;
  const { session } = useTools();
  const isComplete = useSelector((state) => state.isComplete);
  const written = useRef(countWritten(groupState));
  const end = useRef(isAtEnd);
  end.current = isAtEnd && !isFresh(groupState);
  // Nothing is read before it is known where the log opens.
  useLayoutEffect(() => session.setAtEnd(false), []);
  useLayoutEffect(() => {
    const log = box.current;
    if (log === null || groupState.shown.items.length === 0) return;
    const hasWritten = countWritten(groupState) > written.current;
    written.current = countWritten(groupState);
    const due = placeDue(groupState, opening, isComplete);
    if (due !== null && (opening.placed.current === "no" || isAtEnd)) {
      place(log, { groupState, opening, due, moveTo });
    } else if (due !== null) {
      opening.placed.current = due;
      moveTo(isAtEnd);
    } else if (hasWritten && !isAtEnd) goToEnd();
    else if (isAtEnd) followEndOf(log, groupState);
    else if (anchor.current !== null) scrollToAnchor(log, anchor.current);
  });
  useEffect(() => stayAtEnd(box.current, () => end.current), []);
  useReturn(opening.placed, end);
}

/** A talk that has not begun is read from its beginning, and stays where the reader is. */
function followEndOf(log: HTMLElement, groupState: GroupState): void {
  if (!isFresh(groupState)) log.scrollTop = log.scrollHeight;
}

/** What the log can be placed as now, if that is more than it was placed as. */
function placeDue(
  { head, group }: GroupState,
  { unread, history, placed }: Opening,
  isComplete: boolean,
): Placed | null {
  const isHeld = unread.wanted === null || history.progress === "failed";
  if (!isHeld || placed.current === "for good") return null;
  // What was missed comes behind `ready`, and is waited for.
  if (isComplete && head >= group.lastSeq) return "for good";
  return placed.current === "no" ? "for now" : null;
}

interface PlaceDeps extends Pick<ScrollDeps, "groupState" | "opening" | "moveTo"> {
  readonly due: Placed;
}

/** Scrolls to where the log opens, if that is drawn; else has it drawn. */
function place(log: HTMLElement, { groupState, opening, due, moveTo }: PlaceDeps): void {
  const { unread, view, setView, placed } = opening;
  const { items } = groupState.shown;
  const next = unread.above === null ? view : reveal(view, unread.above + 1, items);
  placed.current = next === view ? due : "no";
  if (next !== view) return setView(next);
  log.scrollTop = isFresh(groupState) ? 0 : log.scrollHeight;
  const isAbove = unread.wanted === null ? showUnread(log) : showTop(log);
  moveTo(view === null && !isAbove);
}

/** Scrolls to the unread line where that is out of sight; false when it is not. */
function showUnread(log: HTMLElement): boolean {
  const line = log.querySelector(".unread-line");
  const above = line === null
    ? 0
    : log.getBoundingClientRect().top - line.getBoundingClientRect().top;
  if (above > 0) log.scrollTop -= above + nearPx;
  return above > 0;
}

/** All that is held is unread, and what lies above it cannot be had now. */
function showTop(log: HTMLElement): boolean {
  log.scrollTop = 0;
  return log.scrollHeight > log.clientHeight;
}

/** A reader at the end who looked away comes back to what came meanwhile. */
function useReturn(placed: { current: Placed }, end: { readonly current: boolean }): void {
  const [, draw] = useState({});
  useEffect(() =>
    onLook(() => {
      if (!isLookedAt() || !end.current || placed.current === "no") return;
      placed.current = "for now";
      draw({});
    }), []);
}

/**
 * The log shrinks while the composer grows, and what stands below its lines comes and goes: a
 * reader at the end stays there.
 */
function stayAtEnd(log: HTMLElement | null, isAtEnd: () => boolean): (() => void) | void {
  if (log === null) return;
  const observer = new ResizeObserver(() => {
    if (isAtEnd()) log.scrollTop = log.scrollHeight;
  });
  observer.observe(log);
  for (const foot of log.querySelectorAll(".log-foot")) observer.observe(foot);
  return () => observer.disconnect();
}
