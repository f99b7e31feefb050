// The figures that are shown: asked for at once, then after each step, while the page is looked at.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { type OpsView, type Span, spans } from "../../protocol/ops_figures.ts";
import { opsApi } from "../net/ops_api.ts";
import { useTools } from "../ui/context.ts";
import { useProblem } from "../ui/use_problem.tsx";
import { nowOf } from "../ui/use_now.ts";

/** What was measured in a step is stored within this time of its end. */
const storedMs = 2_000;
const stepMs = spans.hour.stepMs;

export function useView(span: Span) {
  const tools = useTools();
  const { session, clock } = tools;
  const api = useMemo(() => opsApi(session.api.ask), [session]);
  const [view, setView] = useState<OpsView | null>(null);
  const { refusal, take } = useProblem("ops.problem");
  const turn = useRef(0);
  useEffect(() => {
    const mine = ++turn.current;
    const isOver = () => mine !== turn.current;
    let cancel = () => {};
    const load = async () => {
      cancel();
      const answer = await api.view(span);
      if (isOver()) return;
      const loaded = take(answer);
      if (loaded) setView(loaded);
      cancel();
      cancel = clock.after(stepMs - nowOf(tools) % stepMs + storedMs, look);
    };
    const look = () => {
      if (!document.hidden) void load();
    };
    document.addEventListener("visibilitychange", look);
    void load();
    return () => {
      turn.current++;
      cancel();
      document.removeEventListener("visibilitychange", look);
    };
  }, [span]);
  // Figures of the other span are not those that were asked for.
  return { view: view?.span === span ? view : null, refusal };
}
