// Leads the reader to a line: loads the log down to it, has it drawn, a long one whole, brings it
// into sight and marks it for a moment.

import { useLayoutEffect, useState } from "preact/hooks";
import { type GroupState, hasOlder, oldest } from "../../../client/state/group_state.ts";
import { useTools } from "../../ui/context.ts";
import { textAt } from "../../../protocol/log.ts";
import { unfold, useChatUi } from "../chat_ui.ts";
import { foldedText } from "./folding.ts";
import { reveal, type View } from "./log_window.ts";
import { type Anchor, isNearEnd, placeOnScreen } from "./on_screen.ts";

/** A line that was sought is marked for so long. */
const markedMs = 2_000;

/** The seq down to which the log must be loaded to reach the line; null: far enough. */
export function useWantedGoal(groupState: GroupState): number | null {
  return wantedFor(useChatUi().goal.value, groupState);
}

function wantedFor(goal: number | null, groupState: GroupState): number | null {
  return goal !== null && oldest(groupState) > goal && hasOlder(groupState) ? goal : null;
}

interface GoalDeps {
  readonly groupState: GroupState;
  readonly box: { readonly current: HTMLElement | null };
  readonly view: View;
  readonly setView: (view: View) => void;
  readonly hasFailed: boolean;
  readonly anchor: { current: Anchor | null };
  readonly moveTo: (isAtEnd: boolean) => void;
}

export function useGoal(deps: GoalDeps): void {
  const { groupState, box, view, setView, hasFailed, anchor, moveTo } = deps;
  const { clock } = useTools();
  const ui = useChatUi();
  const { goal, unfolded, columns } = ui;
  const seq = goal.value;
  const [, draw] = useState({});
  useLayoutEffect(() => {
    const log = box.current;
    if (seq === null || log === null) return;
    if (wantedFor(seq, groupState) !== null) {
      // That it failed is said where the log begins.
      if (hasFailed) goal.value = null;
      return;
    }
    const next = reveal(view, seq, groupState.shown.items);
    if (next !== view) return setView(next);
    const text = textAt(groupState.shown.items, seq);
    const isFolded = text !== null && foldedText(text.text, columns.peek()) !== null;
    if (isFolded && !unfolded.peek().has(text.id)) {
      // What was sought may stand in the part that is folded. The line is drawn whole first.
      unfold(ui, text.id, true);
      return clock.after(0, () => draw({}));
    }
    goal.value = null;
    const line = log.querySelector<HTMLElement>(`[data-seq="${seq}"]`);
    if (line === null) return;
    line.scrollIntoView({ block: line.clientHeight < log.clientHeight ? "center" : "start" });
    anchor.current = placeOnScreen(line);
    moveTo(view === null && isNearEnd(log));
    line.classList.add("sought");
    clock.after(markedMs, () => line.classList.remove("sought"));
    // Where a keyboard or a screen reader goes on from.
    line.querySelector<HTMLElement>(".line-more")?.focus({ preventScroll: true });
  });
}
