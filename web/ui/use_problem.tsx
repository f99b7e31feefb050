// A refusal in words, to be drawn beside what was tried; gone once an attempt succeeds.

import { useState } from "preact/hooks";
import type { Answer, Problem } from "../net/api.ts";
import { useTools } from "./context.ts";
import { problemText } from "./problems.ts";

/**
 * The words, and two ways to tell how an attempt went: `note` takes a problem or null, `take` takes
 * an answer and gives its value back.
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
