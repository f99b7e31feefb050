// What came of a run, and what it says of the server. Pure.

import type { Finding } from "./finding.ts";
import type { Sample, Totals } from "./meter.ts";
import type { Options } from "./options.ts";

export interface Outcome {
  readonly options: Options;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Of the server. */
  readonly version: string;
  readonly users: number;
  readonly groups: number;
  /** How long they have talked. */
  readonly seconds: number;
  readonly samples: readonly Sample[];
  readonly totals: Totals;
  /** Sockets that the run has cut itself, and members who went from one group to another. */
  readonly cuts: number;
  readonly leaves: number;
  /** Groups whose log was read back over HTTP and compared, of those that there were in the end. */
  readonly audited: number;
  readonly toAudit: number;
  /** The first of those that were found. */
  readonly findings: readonly Finding[];
  readonly broken: number;
  /** Members who could not be connected in the end. */
  readonly unchecked: number;
  readonly isInterrupted: boolean;
  /** Why it could not be done, or not to its end; null: it was. */
  readonly trouble: string | null;
}

/** What a server may fall short of the rate, which chance and the last second bring. */
const keptShare = 0.97;
/** From so late on, the times of a run are those of its own machine as well. */
const lateMs = 25;

/** 0: the promises were kept; 1: one was broken; 3: the run could not be done, or not whole. */
export function exitCode(outcome: Outcome): 0 | 1 | 3 {
  if (outcome.broken > 0) return 1;
  const { trouble, isInterrupted, unchecked, totals, samples, audited, toAudit } = outcome;
  const isDone = trouble === null && !isInterrupted && samples.length > 0;
  return isDone && totals.acknowledged > 0 && unchecked === 0 && audited === toAudit ? 0 : 3;
}

/** The run in sentences, the most important first. */
export function sentences(outcome: Outcome): string[] {
  const { broken, trouble, unchecked, isInterrupted, samples, audited, toAudit } = outcome;
  const isWhole = exitCode(outcome) === 0;
  return [
    ...(broken > 0
      ? [`PROMISES BROKEN: ${broken}.`]
      : samples.length > 0
      ? [isWhole ? "All promises were kept." : "No promise was seen broken; not all was looked at."]
      : []),
    ...(trouble === null ? [] : [`${trouble}.`]),
    ...(unchecked > 0
      ? [`${unchecked} members were away in the end: whether all would come to them is not known.`]
      : []),
    ...(isInterrupted ? ["It was ended early."] : []),
    ...(audited < toAudit ? [`Of ${toAudit} logs ${audited} were read back.`] : []),
    ...(samples.length > 0 ? rateSentences(outcome) : []),
  ];
}

function rateSentences(outcome: Outcome): string[] {
  const { options: { rate }, seconds, totals: { offered, waiting, lateness } } = outcome;
  const within = perSecond(outcome, "acknowledged");
  const isShort = within < keptShare * offered / seconds;
  return [
    isShort
      ? `The server did not take the rate: of ${rate} texts a second ${within.toFixed(0)} were ` +
        "acknowledged."
      : `The server took the rate: ${within.toFixed(1)} texts a second were acknowledged.`,
    ...(waiting > 0 ? [`${waiting} texts were not acknowledged until the end.`] : []),
    ...(lateness.p99 > lateMs
      ? [
        `This program was late by ${
          lateness.p99.toFixed(0)
        } ms (p99): the times are those of its ` +
        "machine, too. Run it elsewhere than the server, or with fewer users.",
      ]
      : []),
  ];
}

/** While they talked: what came afterwards does not count. */
export function perSecond(
  { seconds, samples }: Outcome,
  what: "offered" | "sent" | "acknowledged" | "frames",
): number {
  return samples.reduce((sum, sample) => sum + sample[what], 0) / seconds;
}
