// What the server has refused, in words beside what was tried; gone once it is taken.

import { useState } from "preact/hooks";
import type { Answer, Problem } from "../net/api.ts";
import { useTools } from "./context.ts";
import { problemText } from "./problems.ts";

/**
 * The words, and what takes in how the next try went: as a problem or null, or as an answer, whose
 * value it gives back.
 */
export function useProblem() {
  const { locale } = useTools().speech;
  const [problem, note] = useState<Problem | null>(null);
  const take = <Value,>(answer: Answer<Value>): Value | null => {
    note(answer.ok ? null : answer.problem);
    return answer.ok ? answer.value : null;
  };
  const refusal = (
    <div role="alert">
      {problem !== null && <p class="error">{problemText(locale.value, problem.code)}</p>}
    </div>
  );
  return { refusal, note, take };
}
