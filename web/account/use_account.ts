// What the account's page asks the server.

import { useEffect, useMemo, useState } from "preact/hooks";
import { type AccountApi, accountApi } from "../net/account_api.ts";
import type { Answer } from "../../client/net/api.ts";
import { useTools } from "../ui/context.ts";
import { useProblem } from "../ui/use_problem.tsx";

export function useAccountApi(): AccountApi {
  const { ask } = useTools().session.api;
  return useMemo(() => accountApi(ask), [ask]);
}

/** A list that is loaded with the part that shows it, and anew after a change. */
export function useList<Value>(load: () => Promise<Answer<Value>>) {
  const [list, setList] = useState<Value | null>(null);
  const { refusal, take, note } = useProblem();
  const reload = async () => {
    const loaded = take(await load());
    if (loaded !== null) setList(loaded);
  };
  /** What is gone already is no refusal: the list is old. */
  const takeRemoval = async (answer: Answer<null>) => {
    if (answer.ok || answer.problem.status === 404) await reload();
    else note(answer.problem);
  };
  useEffect(() => void reload(), []);
  return { list, refusal, reload, takeRemoval };
}
