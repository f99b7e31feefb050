// Times and criteria in the user's language, region and time zone, by Intl.

import type { Criteria, Wish } from "../../protocol/domain.ts";
import type { Locale } from "./locale.ts";
import { translate } from "./translate.ts";

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const units = [["day", dayMs], ["hour", hourMs], ["minute", minuteMs], [
  "second",
  secondMs,
]] as const;

/** A text that is equal for instants of one local calendar day. */
export function dayKey(at: string | number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

/** An instant within the calendar day before: a day may have 23 or 25 hours. */
function dayBefore(at: number): number {
  const date = new Date(at);
  // Noon, which no change of clocks skips or repeats.
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - 1, 12).getTime();
}

export function formatTime(locale: Locale, at: string | number): string {
  return locale.timeOfMinute(Math.floor(new Date(at).getTime() / minuteMs));
}

/** "today", "yesterday", or the date, with the year when it is not this one. */
export function formatDay(locale: Locale, at: string | number, now: number): string {
  const relative = new Intl.RelativeTimeFormat(locale.tag, { numeric: "auto" });
  if (dayKey(at) === dayKey(now)) return capital(relative.format(0, "day"));
  if (dayKey(at) === dayKey(dayBefore(now))) return capital(relative.format(-1, "day"));
  const date = new Date(at);
  const isThisYear = date.getFullYear() === new Date(now).getFullYear();
  const year = isThisYear ? {} : { year: "numeric" } as const;
  return new Intl.DateTimeFormat(locale.tag, {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...year,
  })
    .format(date);
}

/** The time of day for today, else the date, short. */
export function formatStamp(locale: Locale, at: string | number, now: number): string {
  if (dayKey(at) === dayKey(now)) return formatTime(locale, at);
  return locale.stamp().format(new Date(at));
}

/** A moment within a week: the day and the time. */
export function formatMoment(locale: Locale, at: string | number): string {
  return locale.moment().format(new Date(at));
}

/** A moment of any year: the date and the time. */
export function formatDate(locale: Locale, at: string | number): string {
  return locale.date().format(new Date(at));
}

/** A length of time in its largest fitting unit, 1 s at least: "40 sec", "3 min", "2 hr". */
export function formatSpan(locale: Locale, ms: number): string {
  const [unit, unitMs] = units.find(([, leastMs]) => ms >= leastMs) ?? units[3];
  const options = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat(locale.tag, options).format(Math.floor(Math.max(1, ms / unitMs)));
}

/** What criteria accept: "up to 3 years, any sex". */
export function formatCriteria(locale: Locale, criteria: Criteria | Wish): string {
  const sex = translate(locale, criteria.sex === "same" ? "sex.same" : "sex.any");
  const bots = "bots" in criteria && criteria.bots ? `, ${translate(locale, "find.botsToo")}` : "";
  return `${formatAge(locale, criteria.age)}, ${sex}${bots}`;
}

/** What an age difference accepts: "same age", "up to 3 years", "any age". */
export function formatAge(locale: Locale, age: number | null): string {
  if (age === null) return translate(locale, "age.any");
  return age === 0 ? translate(locale, "age.same") : translate(locale, "age.upTo", { count: age });
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
