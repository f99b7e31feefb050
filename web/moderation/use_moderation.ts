// What the moderators' page asks the server, and its lists, which follow what happens.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Answer } from "../../client/net/api.ts";
import {
  type ModerationApi,
  moderationApi,
  mostOfList,
  type Range,
} from "../net/moderation_api.ts";
import { useTools } from "../ui/context.ts";
import { useProblem } from "../ui/use_problem.tsx";
import { useSelector } from "../ui/use_selector.ts";

const pageSize = 20;

export function useModerationApi(): ModerationApi {
  const { ask } = useTools().session.api;
  return useMemo(() => moderationApi(ask), [ask]);
}

interface Part<Item> {
  readonly items: readonly Item[];
  readonly more: boolean;
}

/** A list in pages, loaded anew, as far as it is open, when reports have come or were decided. */
export function useParts<Item extends { readonly id: string }>(
  load: (range: Range) => Promise<Answer<Part<Item>>>,
) {
  const reports = useSelector((state) => state.reports);
  const [list, setList] = useState<Part<Item> | null>(null);
  const { refusal, take } = useProblem();
  const turn = useRef(0);
  const shown = useRef<Part<Item> | null>(null);
  const loadPart = async (range: Range, before: readonly Item[]) => {
    const mine = ++turn.current;
    const part = take(await load(range));
    // A later answer tells more.
    if (part === null || mine !== turn.current) return;
    shown.current = { items: [...before, ...part.items], more: part.more };
    setList(shown.current);
  };
  const reload = () => {
    const count = shown.current?.items.length ?? 0;
    return loadPart({ limit: Math.min(mostOfList, Math.max(pageSize, count)) }, []);
  };
  const loadMore = () => {
    const items = shown.current?.items ?? [];
    return loadPart({ after: items.at(-1)?.id, limit: pageSize }, items);
  };
  useEffect(() => void reload(), [reports]);
  return { list, refusal, reload, loadMore };
}

export type Parts<Item extends { readonly id: string }> = ReturnType<typeof useParts<Item>>;

/** The answer with what it holds given as items. */
export function mapAnswer<From, To>(answer: Answer<From>, map: (value: From) => To): Answer<To> {
  return answer.ok ? { ok: true, value: map(answer.value) } : answer;
}
