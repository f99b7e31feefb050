// What a result shows of a text: the words around the first that was found, with those that were
// found marked. Pure.

import { needlesOf, searchable } from "../../protocol/word_search.ts";

export interface Part {
  readonly text: string;
  readonly isMatch: boolean;
}

/** Characters before the first match, and in all. */
const before = 30;
const most = 160;

export function aroundMatch(text: string, query: string): readonly Part[] {
  const needles = needlesOf(query);
  const parts = text.slice(0, 20_000).replaceAll(/\s+/g, " ").match(
    /[\p{L}\p{N}\p{M}]+|[^\p{L}\p{N}\p{M}]+/gu,
  ) ?? [];
  const marked = parts.map((part) => ({ text: part, isMatch: isFound(part, needles) }));
  const first = marked.findIndex(({ isMatch }) => isMatch);
  const start = startOf(marked, Math.max(0, first));
  const shown: Part[] = start > 0 ? [{ text: "… ", isMatch: false }] : [];
  let length = 0;
  for (const part of marked.slice(start)) {
    if (length >= most) return [...shown, { text: "…", isMatch: false }];
    const fitting = part.text.slice(0, most).toWellFormed();
    shown.push({ ...part, text: fitting });
    length += fitting.length;
  }
  return shown;
}

function isFound(word: string, needles: readonly string[]): boolean {
  const words = searchable(word);
  return needles.some((needle) => words.includes(needle));
}

/** Where to begin so that about `before` characters stand in front of this part. */
function startOf(parts: readonly Part[], first: number): number {
  let start = first;
  for (let length = 0; start > 0; start--) {
    length += parts[start - 1]?.text.length ?? 0;
    if (length > before) break;
  }
  return start;
}
