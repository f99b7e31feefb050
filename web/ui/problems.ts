// The server's stable codes in the user's language: what is shown is never the server's own
// sentence.

import type { Instant } from "../../protocol/domain.ts";
import { formatDate } from "../i18n/format.ts";
import type { Locale } from "../i18n/locale.ts";
import type { Problem } from "../../client/net/api.ts";
import { translate } from "../i18n/translate.ts";
import type { PlainKey } from "../i18n/texts.ts";

/**
 * The sentence for a refusal's code: that of the kind of thing where it has its own; one for all
 * codes that the page does not know.
 */
export function problemText(locale: Locale, code: string, kind = "problem"): string {
  const found = [`${kind}.${code}`, `problem.${code}`].find((key) =>
    Object.hasOwn(locale.texts, key)
  );
  return translate(locale, (found ?? "problem.other") as PlainKey);
}

/** The sentence for a refusal: of a suspension it says until when. */
export function refusalText(locale: Locale, { code, until }: Problem, kind?: string): string {
  return code === "suspended" ? suspendedText(locale, until) : problemText(locale, code, kind);
}

/** `until`: null for good, undefined where it is not known. */
export function suspendedText(locale: Locale, until: Instant | null | undefined): string {
  if (until === undefined) return translate(locale, "enter.suspended");
  if (until === null) return translate(locale, "enter.suspendedForGood");
  return translate(locale, "enter.suspendedUntil", { time: formatDate(locale, until) });
}
