// Where the log is scrolled to and which part of it is drawn. At its end it goes along with what
// arrives; elsewhere the line being read stays where it is, whatever is put above it or changes its
// height.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useTools } from "../../ui/context.ts";
import { type GroupState, hasOlder } from "../../state/group_state.ts";
import { boundsOf, hold, moveDown, moveUp, type View } from "./log_window.ts";
import { useHistory } from "./use_history.ts";

/** So near to the end, in pixels, counts as being there. */
const nearPx = 48;
/** So near to an end of what is drawn, more is drawn. */
const earlyPx = 700;

interface Anchor {
  readonly seq: string;
  readonly top: number;
}

export function useLog(groupState: GroupState) {
  const { session } = useTools();
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<View>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const anchor = useRef<Anchor | null>(null);
  const isPlaced = useRef(false);
  const lastSize = useRef("");
  const history = useHistory(groupState);
  const { items } = groupState.shown;

  const stand = (atEnd: boolean) => {
    setAtEnd(atEnd);
    session.stand(atEnd);
  };
  const toEnd = () => {
    setView(null);
    stand(true);
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  };
  const note = () => {
    const log = box.current;
    if (log === null || !isPlaced.current) return;
    const below = log.scrollHeight - log.scrollTop - log.clientHeight;
    // Not the reader has moved, the frame has: whoever was at the end belongs there.
    if (isResized(log, lastSize) && isAtEnd) return void (log.scrollTop = log.scrollHeight);
    const atEnd = view === null && below < nearPx;
    if (atEnd !== isAtEnd) stand(atEnd);
    anchor.current = atEnd ? null : anchorOf(log);
    if (!atEnd && view === null) setView(hold(view, items));
    else if (view !== null && below < earlyPx) setView(moveDown(view, items));
    if (log.scrollTop >= earlyPx) return;
    if (boundsOf(view, items).from > 0) setView(moveUp(view, items));
    else if (hasOlder(groupState) && log.scrollHeight > log.clientHeight) history.loadMore();
  };
  useEffect(note, [items.length, view]);
  usePlace({ groupState, box, isAtEnd, isPlaced, anchor, stand, toEnd });
  return { box, view, isAtEnd, note, toEnd, history };
}

/** Whether the log has another size than when this was last asked. */
function isResized(log: HTMLElement, last: { current: string }): boolean {
  const before = last.current;
  last.current = `${log.clientWidth} ${log.clientHeight}`;
  return before !== "" && before !== last.current;
}

interface Place {
  readonly groupState: GroupState;
  readonly box: { readonly current: HTMLDivElement | null };
  readonly isAtEnd: boolean;
  readonly isPlaced: { current: boolean };
  readonly anchor: { readonly current: Anchor | null };
  readonly stand: (isAtEnd: boolean) => void;
  readonly toEnd: () => void;
}

/**
 * Scrolls after each drawing: to the end, or so that nothing jumps; whoever writes is brought to
 * the end.
 */
function usePlace({ groupState, box, isAtEnd, isPlaced, anchor, stand, toEnd }: Place): void {
  const pending = useRef(groupState.pending.length);
  const end = useRef(isAtEnd);
  end.current = isAtEnd;
  useLayoutEffect(() => {
    const log = box.current;
    if (log === null || groupState.shown.items.length === 0) return;
    const hasWritten = groupState.pending.length > pending.current;
    pending.current = groupState.pending.length;
    if (!isPlaced.current) placeFirst(log, stand);
    else if (hasWritten && !isAtEnd) toEnd();
    else if (isAtEnd) log.scrollTop = log.scrollHeight;
    else if (anchor.current !== null) localStore(log, anchor.current);
    isPlaced.current = true;
  });
  useEffect(() => stayAtEnd(box.current, () => end.current), []);
}

/** The log is lower while the composer is higher: who was at the end stays there. */
function stayAtEnd(log: HTMLElement | null, isAtEnd: () => boolean): (() => void) | void {
  if (log === null) return;
  const observer = new ResizeObserver(() => {
    if (isAtEnd()) log.scrollTop = log.scrollHeight;
  });
  observer.observe(log);
  return () => observer.disconnect();
}

/** At the unread line when it would be out of sight, else at the end. */
function placeFirst(log: HTMLElement, stand: (isAtEnd: boolean) => void): void {
  log.scrollTop = log.scrollHeight;
  const line = log.querySelector(".unread-line");
  const above = line === null
    ? 0
    : log.getBoundingClientRect().top - line.getBoundingClientRect().top;
  if (above <= 0) return;
  log.scrollTop -= above + nearPx;
  stand(false);
}

/** The first line on the screen, and where it stands. */
function anchorOf(log: HTMLElement): Anchor | null {
  const { top } = log.getBoundingClientRect();
  for (const line of log.querySelectorAll<HTMLElement>("[data-seq]")) {
    const box = line.getBoundingClientRect();
    if (box.bottom > top) return { seq: line.dataset["seq"] ?? "", top: box.top };
  }
  return null;
}

function localStore(log: HTMLElement, { seq, top }: Anchor): void {
  const line = log.querySelector(`[data-seq="${seq}"]`);
  if (line !== null) log.scrollTop += line.getBoundingClientRect().top - top;
}
