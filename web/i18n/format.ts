// Times and lists in the user's language and time zone, all by Intl.

import type { Criteria } from "../../actors/protocol.ts";
import { type Language, translate } from "./catalogue.ts";

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Made once: making one costs more than using it a hundred times. */
const formats = { en: formatsOf("en"), fr: formatsOf("fr") } as const;

function formatsOf(language: Language) {
  return {
    time: new Intl.DateTimeFormat(language, { timeStyle: "short" }),
    stamp: new Intl.DateTimeFormat(language, { day: "numeric", month: "short" }),
    list: new Intl.ListFormat(language, { type: "conjunction" }),
  };
}

/** The local calendar day of an instant, as a word that is equal for equal days. */
export function dayKey(at: string | number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

export function formatTime(language: Language, at: string | number): string {
  return formats[language].time.format(new Date(at));
}

/** "today", "yesterday", or the date, with the year when it is not this one. */
export function formatDay(language: Language, at: string | number, now: number): string {
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  if (dayKey(at) === dayKey(now)) return capital(relative.format(0, "day"));
  if (dayKey(at) === dayKey(now - dayMs)) return capital(relative.format(-1, "day"));
  const date = new Date(at);
  const isThisYear = date.getFullYear() === new Date(now).getFullYear();
  const year = isThisYear ? {} : { year: "numeric" } as const;
  return new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", ...year })
    .format(date);
}

/** The time of day for today, else the date, short. */
export function formatStamp(language: Language, at: string | number, now: number): string {
  if (dayKey(at) === dayKey(now)) return formatTime(language, at);
  return formats[language].stamp.format(new Date(at));
}

/** A length of time in its largest fitting unit: "40 sec", "3 min", "2 hr". */
export function formatSpan(language: Language, ms: number): string {
  const length = Math.max(0, ms);
  if (length < minuteMs) return inUnit(language, length / secondMs, "second");
  if (length < hourMs) return inUnit(language, length / minuteMs, "minute");
  if (length < dayMs) return inUnit(language, length / hourMs, "hour");
  return inUnit(language, length / dayMs, "day");
}

/** "a, b and c". */
export function formatList(language: Language, names: readonly string[]): string {
  return formats[language].list.format(names);
}

/** What criteria accept: "up to 3 years, any sex". */
export function formatCriteria(language: Language, criteria: Criteria): string {
  const sex = translate(language, criteria.sex === "same" ? "sex.same" : "sex.any");
  return `${formatAge(language, criteria.age)}, ${sex}`;
}

/** What an age difference accepts: "same age", "up to 3 years", "any age". */
export function formatAge(language: Language, age: number | null): string {
  if (age === null) return translate(language, "age.any");
  return age === 0 ? translate(language, "age.same") : translate(language, "age.upTo", { count: age });
}

function inUnit(language: Language, amount: number, unit: string): string {
  const options = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat(language, options).format(Math.floor(amount));
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
