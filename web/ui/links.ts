// Finds addresses in a text. Only http and https become links, and every character of the text is
// kept. Pure.

export type Part =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "link"; readonly text: string; readonly href: string };

const address = /\bhttps?:\/\/[^\s<>"'`{}|\\^]+/gi;
/** Punctuation that belongs to the sentence and not to the address. */
const trailing = /[.,;:!?…*_~»”’]+$/;

/** The text in parts, which together give the whole. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(address)) {
    const found = trim(match[0]);
    const href = hrefOf(found);
    if (href === null) continue;
    if (match.index > end) parts.push({ type: "text", text: text.slice(end, match.index) });
    parts.push({ type: "link", text: found, href });
    end = match.index + found.length;
  }
  if (end < text.length) parts.push({ type: "text", text: text.slice(end) });
  return parts;
}

/** Without punctuation at its end; a closing bracket stays when the address opened it. */
function trim(found: string): string {
  const bare = found.replace(trailing, "");
  const last = bare.at(-1) ?? "";
  const opening = { ")": "(", "]": "[" }[last];
  if (opening === undefined) return bare;
  const isOpened = bare.split(opening).length >= bare.split(last).length;
  return isOpened ? bare : trim(bare.slice(0, -1));
}

/**
 * The address as the browser reads it; null for none, and for one with a user's name, which
 * misleads.
 */
function hrefOf(found: string): string | null {
  const url = URL.parse(found);
  if (
    url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== ""
  ) {
    return null;
  }
  return url.href;
}
