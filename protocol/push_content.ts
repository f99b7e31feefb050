// What a push says, as the server encrypts it and a service worker reads it.

import type { GroupId } from "./domain.ts";

export type PushType = "match" | "text" | "asleep";

export interface PushContent {
  readonly type: PushType;
  /** Absent: "asleep", which is about no group. */
  readonly group?: GroupId;
  /** Of a match who else is in the group, of a text who wrote it. */
  readonly names?: readonly string[];
  /** The beginning of the text. */
  readonly text?: string;
}

/** Code points of a text that a push holds: whatever they are, it stays below 4,096 bytes. */
const pushedLength = 500;

/** A text as a push holds it: cut between two code points, with a mark where it was. */
export function pushedText(text: string): string {
  // No code point takes more than two units: what is past them need not be looked at.
  const points = [...text.slice(0, 2 * pushedLength + 2)];
  return points.length <= pushedLength ? text : `${points.slice(0, pushedLength - 1).join("")}…`;
}

/** Groups whose texts a subscription may go without. */
export const mutedMost = 500;
/** Subscriptions of a user: with one more the oldest one ends. */
export const subscriptionsMost = 10;
/** Characters of an endpoint. */
export const endpointLength = 2_048;
