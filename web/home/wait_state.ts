// What is true of a search now, as keys of texts. Pure.

import type { Ticket } from "../../protocol/domain.ts";
import type { PartTexts } from "../i18n/texts.ts";

/** For so long one is welcomed back. */
const welcomeMs = 600_000;

/** The texts that need nothing but their key. */
type NewsKey = Exclude<keyof PartTexts<"wait">, "wait.wishes">;

export function newsOf(ticket: Ticket, now: number): readonly NewsKey[] {
  const { asleep, wokenAt, alone, estimate, hints = [] } = ticket;
  if (asleep) return ["wait.asleep"];
  const isBack = wokenAt !== undefined && now - Date.parse(wokenAt) < welcomeMs;
  const canWiden = alone && hints.length === 0 && !acceptsAnyone(ticket);
  return [
    ...(isBack ? ["wait.back" as const] : []),
    alone ? "wait.alone" : "wait.near",
    ...(canWiden ? ["wait.aloneWider" as const] : []),
    ...(estimate === null && !alone ? ["wait.unknown" as const] : []),
  ];
}

/** Since when the wait counts: it begins anew when the search wakes. */
export function waitsSince({ since, wokenAt }: Ticket): number {
  return Date.parse(wokenAt ?? since);
}

/**
 * How long it usually takes, in ms; null where that is not known, or is no use: nobody who could
 * fit waits, or it has taken longer already.
 */
export function usualMs(ticket: Ticket, now: number): number | null {
  const { alone, estimate } = ticket;
  if (alone || estimate === null) return null;
  const ms = estimate * 1_000;
  return now - waitsSince(ticket) > ms ? null : ms;
}

export function acceptsAnyone({ effective: { age, sex } }: Ticket): boolean {
  return age === null && sex === "any";
}
