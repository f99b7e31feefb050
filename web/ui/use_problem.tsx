// A refusal in words, to be drawn beside what was tried; gone once an attempt succeeds.

import { useState } from "preact/hooks";
import type { Answer, Problem } from "../../client/net/api.ts";
import { useTools } from "./context.ts";
import { refusalText } from "./problems.ts";

/**
 * The words, and two ways to tell how an attempt went: `note` takes a problem or null, `take` takes
 * an answer and gives its value back. `kind`: of what was tried, for codes that have words by it.
 */
export function useProblem(kind?: string) {
  const { locale } = useTools().speech;
  const [problem, note] = useState<Problem | null>(null);
  const take = <Value,>(answer: Answer<Value>): Value | null => {
    note(answer.ok ? null : answer.problem);
    return answer.ok ? answer.value : null;
  };
  const refusal = (
    <div role="alert">
      {problem !== null && <p class="error">{refusalText(locale.value, problem, kind)}</p>}
    </div>
  );
  return { refusal, note, take };
}
