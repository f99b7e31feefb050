// Finds addresses in a text. Only http and https become links, and every character of the text is
// kept. Pure.

export type Part =
  | { readonly type: "text"; readonly text: string }
  | {
    readonly type: "link";
    readonly text: string;
    /** The text with the host to which the browser goes, where the text could hide that. */
    readonly shown: string;
    readonly href: string;
  };

/** A part of an address, and whether it is left out where the address is read in a text. */
export interface AddressPart {
  readonly text: string;
  readonly isCut: boolean;
}

/** What follows the host is shown whole up to so many characters; of more, so many at its end. */
const mostOfPath = 24;
const endOfPath = 16;

/**
 * An address in parts, which together give the whole: without the usual `https://`, its host always
 * whole, a long rest by its end alone.
 */
export function shortened(shown: string): readonly AddressPart[] {
  const [, protocol = "", host = shown, rest = ""] = /^(https:\/\/)?((?:http:\/\/)?[^/?#]*)(.*)$/isu
    .exec(shown) ?? [];
  const path = [...rest];
  const isLong = path.length > mostOfPath;
  const cut = path.slice(1, -endOfPath).join("");
  const parts = isLong
    ? [
      { text: `${host}${path[0]}`, isCut: false },
      { text: cut, isCut: true },
      { text: path.slice(-endOfPath).join(""), isCut: false },
    ]
    : [{ text: `${host}${rest}`, isCut: false }];
  return protocol === "" ? parts : [{ text: protocol, isCut: true }, ...parts];
}

/** Neither white space nor what shows nothing, such as a control of the direction of writing. */
const address = /\bhttps?:\/\/[^\s\p{C}\p{Default_Ignorable_Code_Point}<>"'`{}|\\^]+/giu;
/** What ends a sentence or a part of one, in the scripts that put no space behind it. */
const stop = /[[\p{Terminal_Punctuation}…—]--\p{ASCII}]/v;
/** Punctuation at the end of an address that belongs to the sentence. */
const trailing = /(?:[.,;:!?*_~～]|(?!\p{ASCII}|\p{Pe})\p{P})+$/u;
const opening = /[\p{Ps}\p{Pi}]/u;
/** A closing bracket or quote; the apostrophe of a word is none unless the address was quoted. */
const closing = /[[\p{Pe}\p{Pf}]--[\p{ASCII}’]]/v;

/** The text in parts, which together give the whole. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(address)) {
    const found = trim(untilStop(match[0], text[match.index - 1]));
    const url = urlOf(found);
    if (url === null) continue;
    if (match.index > end) parts.push({ type: "text", text: text.slice(end, match.index) });
    parts.push({ type: "link", text: found, shown: withHost(found, url), href: url.href });
    end = match.index + found.length;
  }
  if (end < text.length) parts.push({ type: "text", text: text.slice(end) });
  return parts;
}

/** The address up to punctuation of another script than ASCII that the sentence goes on with. */
function untilStop(found: string, before: string | undefined): string {
  const isQuoted = before === "‘";
  let open = 0;
  let at = 0;
  for (const character of found) {
    if (stop.test(character)) break;
    const isClosing = closing.test(character) || (isQuoted && character === "’");
    if (isClosing && open === 0) break;
    if (isClosing) open--;
    else if (opening.test(character) && !/\p{ASCII}/u.test(character)) open++;
    at += character.length;
  }
  return found.slice(0, at);
}

/** Without punctuation at its end; a closing bracket stays when the address opened it. */
function trim(found: string): string {
  const bare = found.replace(trailing, "");
  const last = bare.at(-1) ?? "";
  const opener = { ")": "(", "]": "[" }[last];
  if (opener === undefined) return bare;
  const isOpened = bare.split(opener).length >= bare.split(last).length;
  return isOpened ? bare : trim(bare.slice(0, -1));
}

/**
 * The address as the browser reads it; null for none, and for one with a user's name, which
 * misleads.
 */
function urlOf(found: string): URL | null {
  const url = URL.parse(found);
  if (
    url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== ""
  ) {
    return null;
  }
  return url;
}

/**
 * The address with its host in ASCII, as the browser goes there, unless the host as written is the
 * same or can be taken for no other.
 */
function withHost(found: string, url: URL): string {
  const [, protocol = "", authority = "", rest = ""] = /^(\w+:\/\/)([^/?#]*)(.*)$/su.exec(found) ??
    [];
  const host = authority.replace(/:\d*$/, "").toLowerCase();
  if (host === url.hostname || isUnlikeLatin(host)) return found;
  return `${protocol}${url.host}${rest}`;
}

/** Latin letters whose accents are seen: a dotless i or a long s is not among them. */
const accented = /^[[a-z\d\u00df-\u00f6\u00f8-\u017e\-]--[ıĸŀŉ]]+$/v;
/** Scripts without letters that pass for Latin ones, which a label must not have besides. */
const far =
  /^[[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー\d\-]--[〇丨丶工ㅇㅣ]]+$/v;

/** Scripts from left to right in each of which a label may be written by itself. */
const alone =
  /^(?:[\p{Script=Cyrillic}\d\-]+|[\p{Script=Greek}\d\-]+|[\p{Script=Armenian}\d\-]+|[\p{Script=Georgian}\d\-]+|[\p{Script=Devanagari}\d\-]+|[\p{Script=Thai}\d\-]+)$/v;
/** Of these scripts the letters that pass for Latin ones: a label of them alone is a disguise. */
export const latinAlike = /[абгеопрсухъьѕіјѡѵүһҽӏӕԁԛԝꙇꚙαγικνορστυωηϳᴦագզհոռսցքօყჿ\d\-]/u;

/** Whether a host in other letters than ASCII has none that pass for ASCII, nor turn it round. */
function isUnlikeLatin(host: string): boolean {
  return !/^\p{ASCII}*$/u.test(host) && host.normalize("NFKC") === host &&
    host.split(".").every((label) =>
      accented.test(label) || far.test(label) || isPlainlyForeign(label)
    );
}

function isPlainlyForeign(label: string): boolean {
  return alone.test(label) && [...label].some((letter) => !latinAlike.test(letter));
}
