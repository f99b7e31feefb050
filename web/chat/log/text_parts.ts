// What is in a text besides words: code between backticks, addresses, and a mention of the reader.
// Pure.

import { folded } from "../../../protocol/case_folding.ts";
import { type Part, partsOf } from "../../ui/links.ts";

export interface Block {
  readonly type: "words" | "code";
  readonly text: string;
}

export type TextPart = Part | { readonly type: "code" | "mention"; readonly text: string };

/** Three backticks on a line, with a language or the code itself behind them, up to the next. */
const fence = /^[ \t]*```(?:[\w+#.-]*\n)?([^]*?)\n?```[ \t]*$\n?/gm;
const inlineCode = /(?<!`)`([^`\n]+)`(?!`)/g;
const mention = /(?<![\p{L}\p{N}\p{M}_.@/-])@([\p{L}\p{N}\p{M}_.-]+)/gu;

/** The text in blocks of code and of words between them. */
export function blocksOf(text: string): readonly Block[] {
  if (!text.includes("```")) return [{ type: "words", text }];
  const blocks: Block[] = [];
  const addWords = (words: string) => {
    if (words.trim() !== "") blocks.push({ type: "words", text: words });
  };
  let end = 0;
  for (const match of text.matchAll(fence)) {
    const [whole, code = ""] = match;
    if (code.trim() === "") continue;
    addWords(text.slice(end, match.index).replace(/\n$/, ""));
    blocks.push({ type: "code", text: code });
    end = match.index + whole.length;
  }
  addWords(text.slice(end));
  return blocks;
}

/** A block of words in parts; `reader`: the name that is a mention behind an @. */
export function textPartsOf(words: string, reader: string): readonly TextPart[] {
  const inWords = (text: string) => partsOf(text).flatMap((part) => inPart(part, reader));
  return split(words, inlineCode, (code) => [{ type: "code", text: code }], inWords);
}

function inPart(part: Part, reader: string): readonly TextPart[] {
  if (part.type === "link" || reader === "" || !part.text.includes("@")) return [part];
  const name = folded(reader);
  return split<TextPart>(part.text, mention, (named) => {
    const found = [named, named.replace(/[.-]+$/, "")].find((each) => folded(each) === name);
    if (found === undefined) return [{ type: "text", text: `@${named}` }];
    const rest = named.slice(found.length);
    const marked = { type: "mention", text: `@${found}` } as const;
    return rest === "" ? [marked] : [marked, { type: "text", text: rest }];
  }, (text) => [{ type: "text", text }]);
}

/** What a pattern's first group finds, and what stands between, each as its function makes it. */
function split<Each>(
  text: string,
  pattern: RegExp,
  found: (group: string) => readonly Each[],
  between: (text: string) => readonly Each[],
): readonly Each[] {
  const all: Each[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) all.push(...between(text.slice(end, match.index)));
    all.push(...found(match[1] ?? ""));
    end = match.index + match[0].length;
  }
  if (end < text.length) all.push(...between(text.slice(end)));
  return all;
}
