// What is to be said of two clocks. Pure.

import { type Finding, well, wrong } from "./findings.ts";

/** More than any answer takes, and less than anybody notices. */
const apartMost = 2_000;

/** `ms`: how far the other clock is ahead, known but for `within`. */
export function judgeClock(about: string, ms: number, within: number): Finding {
  if (Math.abs(ms) <= apartMost + within) return well(about, "It goes as this machine's does");
  const seconds = Math.round(Math.abs(ms) / 1_000);
  return wrong(
    about,
    `It is ${seconds} s ${ms > 0 ? "ahead of" : "behind"} this machine's: set both by NTP`,
  );
}
