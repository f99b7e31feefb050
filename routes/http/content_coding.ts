// Which form of a file a client is sent, by its Accept-Encoding as RFC 9110 reads it: a refusal by
// `q=0` counts, `*` stands for every coding that is not named, and the plain form is the last
// resort. Hono reads the header; its own choice ignores `*` and what is refused.

import type { Context } from "hono";
import { accepts } from "hono/accepts";
import type { Accept } from "hono/utils/accept";

/** The best one first, where a client likes several equally. */
export const codings = ["br", "gzip", "identity"] as const;
export type Coding = typeof codings[number];

/** Below any quality that a client can name. */
const leastQuality = 0.000_1;

/** The best coding for the client among those there are. The plain form is always there. */
export function codingFor(c: Context, available: readonly Coding[]): Coding {
  const chosen = accepts(c, {
    header: "Accept-Encoding",
    supports: codings.filter((coding) => available.includes(coding)),
    default: "identity",
    match: (accepted, { supports }) => best(accepted, supports),
  });
  return codings.find((coding) => coding === chosen) ?? "identity";
}

function best(accepted: readonly Accept[], supports: readonly string[]): string {
  return supports.filter((coding) => qualityOf(coding, accepted) > 0)
    .toSorted((a, b) => qualityOf(b, accepted) - qualityOf(a, accepted))[0] ?? "identity";
}

function qualityOf(coding: string, accepted: readonly Accept[]): number {
  const named = accepted.find(({ type }) => type.toLowerCase() === coding) ??
    accepted.find(({ type }) => type === "*");
  return named?.q ?? (coding === "identity" ? leastQuality : 0);
}
