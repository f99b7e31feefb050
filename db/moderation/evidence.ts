// Evidence: which messages of a log are kept with a report, and in which state. Pure.

import type { Instant, Message } from "../../protocol/domain.ts";
import { withoutUnseen } from "../../protocol/log.ts";
import type { StoredMessage } from "../store/logs.ts";

/** Messages before and after the reported one that are kept with it. */
const around = 10;
/** Messages that are kept where none is reported by itself: the last ones. */
const last = 20;
/** A report takes so many tellings; what is told further changes nothing. */
export const tellingsMost = 5;
/** What is told again within this time of an open report is part of it. */
const sameReportMs = 86_400_000;

/** The part of a log that a member may see, first and last seq included. */
export interface Seen {
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/** The seqs that are kept, first and last included; null: the reporter may not see the message. */
export function keptSeqs(seq: number | null, { firstSeq, lastSeq }: Seen): Seen | null {
  if (seq === null) return { firstSeq: Math.max(firstSeq, lastSeq - last + 1), lastSeq };
  if (seq < firstSeq || seq > lastSeq) return null;
  return { firstSeq: Math.max(firstSeq, seq - around), lastSeq: Math.min(lastSeq, seq + around) };
}

/**
 * A message as its reporter could see it: without what it tells of texts from before they came in,
 * and without words that a text was given after they left. Its former words are kept nowhere.
 */
export function asSeen(
  message: StoredMessage,
  { firstSeq, leftSeq }: { readonly firstSeq: number; readonly leftSeq: number | null },
): Message {
  const isLater = leftSeq !== null && (message.asOf ?? 0) > leftSeq;
  const seen = withoutUnseen(message, firstSeq);
  return isLater && "text" in seen ? { ...seen, text: "" } : seen;
}

/**
 * The evidence of one more telling. What is kept stays as it was; a text that was edited meanwhile
 * stands behind its former state.
 */
export function moreEvidence(kept: readonly Message[], told: readonly Message[]): Message[] {
  const isKept = (message: Message) =>
    kept.some((former) =>
      former.seq === message.seq && (textOf(message) === "" || textOf(message) === textOf(former))
    );
  return [...kept, ...told.filter((message) => !isKept(message))].sort((a, b) => a.seq - b.seq);
}

function textOf(message: Message): string {
  return "text" in message ? message.text : "";
}

/** The reasons of all tellings, each once. */
export function moreReason(kept: string, told: string): string {
  return kept.split("\n\n").includes(told) ? kept : `${kept}\n\n${told}`;
}

/** A report that was told after this instant takes what is told again at `at`. */
export function sameReportSince(at: Instant): Instant {
  return new Date(Date.parse(at) - sameReportMs).toISOString();
}
