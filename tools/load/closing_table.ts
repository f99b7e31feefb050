// A run in the end, as a table for a terminal and for the report. Pure.

import type { Totals } from "./meter.ts";
import { type Outcome, perSecond } from "./load_outcome.ts";
import { milliseconds } from "./progress.ts";

export type Row = readonly [name: string, figure: string];

export function rows(outcome: Outcome): Row[] {
  const { totals, seconds, users, groups, cuts, leaves, audited, toAudit } = outcome;
  const inTalk = (what: "offered" | "sent" | "acknowledged" | "frames") =>
    `${totals[what]} (${perSecond(outcome, what).toFixed(1)}/s while they talked)`;
  return [
    ["users, groups", `${users}, ${groups}`],
    ["time", `${seconds.toFixed(1)} s`],
    ["texts due", inTalk("offered")],
    ["texts sent", inTalk("sent")],
    ["texts acknowledged", inTalk("acknowledged")],
    ["message frames", inTalk("frames")],
    ["acknowledged after", times(totals.acknowledgement)],
    ["to the slowest member after", times(totals.delivery)],
    ["not timed, a member was cut off", `${totals.disturbed}`],
    ["not acknowledged", `${totals.waiting}`],
    ["sockets cut by this tool", `${cuts}`],
    ["members who went to another group", `${leaves}`],
    ["reconnects", `${totals.reconnects}`],
    ["errors", `${totals.errors}`],
    ...[...totals.errorsBy].map(([what, count]): Row => ["", `${count} × ${what}`]),
    ["this program was late by", times(totals.lateness)],
    ["logs read back and compared", audited < toAudit ? `${audited} of ${toAudit}` : `${audited}`],
    ["promises broken", `${outcome.broken}`],
  ];
}

function times(of: Totals["delivery"] | Totals["lateness"]): string {
  const { p50, p99, greatest } = of;
  return [
    `p50 ${milliseconds(p50)}`,
    ...("p95" in of ? [`p95 ${milliseconds(of.p95)}`] : []),
    `p99 ${milliseconds(p99)}`,
    `at most ${milliseconds(greatest)}`,
  ].join(", ");
}

export function closingTable(outcome: Outcome): string {
  const all = rows(outcome);
  const width = Math.max(...all.map(([name]) => name.length));
  return all.map(([name, figure]) => `${name.padEnd(width)}  ${figure}`).join("\n");
}
