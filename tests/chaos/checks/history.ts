// What clients note while the cluster is under faults, and what the database holds in the end. A
// text has one number for all who speak of it, so that an hour's history fits in memory.

/** The number of a text: who has written it, and the how manieth of theirs it is. */
export type TextNumber = number;

/** Of a message that no client has sent: the first one of a log. */
export const nobodys: TextNumber = 0;

const perAuthor = 2 ** 20;

/** Authors and their texts are counted from 1. */
export function textNumber(author: number, nth: number): TextNumber {
  return author * perAuthor + nth;
}

export function authorOf(text: TextNumber): number {
  return Math.floor(text / perAuthor);
}

export function nthOf(text: TextNumber): number {
  return text % perAuthor;
}

/** "3/17": the seventeenth text of the third author. */
export function nameOf(text: TextNumber): string {
  return text === nobodys ? "nobody's" : `${authorOf(text)}/${nthOf(text)}`;
}

const idPrefix = "c4a05000-0000-4000-8";

/** The message id by which the text is sent. */
export function messageIdOf(text: TextNumber): string {
  const author = authorOf(text).toString(16).padStart(3, "0");
  return `${idPrefix}${author}-${nthOf(text).toString(16).padStart(12, "0")}`;
}

/** `nobodys` for an id that no client has made. */
export function textOf(messageId: string): TextNumber {
  if (!messageId.startsWith(idPrefix)) return nobodys;
  const author = parseInt(messageId.slice(idPrefix.length, idPrefix.length + 3), 16);
  return textNumber(author, parseInt(messageId.slice(-12), 16));
}

/** What one socket has brought. */
export interface SocketHistory {
  /** The place up to which its client said that it had everything. */
  readonly since: number;
  /** The place and the text of each message frame, in the order in which they came. */
  readonly seqs: number[];
  readonly texts: TextNumber[];
  /** Texts that were sent on it and before: the answer to each may be a repeat. */
  readonly resent: Set<TextNumber>;
}

/** What one member of a group has done and was shown. */
export interface MemberHistory {
  readonly author: number;
  readonly group: string;
  /** Whether one text at a time was sent: then no refusal excuses a disorder. */
  readonly isSerial: boolean;
  /** Texts 1 to `sent` were sent, for the first time in this order. */
  sent: number;
  /** Where each acknowledged text stands, by its number. */
  readonly acknowledged: Map<TextNumber, number>;
  /** Texts that were refused as unavailable at least once. */
  readonly refused: Set<TextNumber>;
  readonly sockets: SocketHistory[];
  /** What the client holds in the end: the text at each place, from 1. Undefined: nothing. */
  readonly held: (TextNumber | undefined)[];
}

/** One message as the database has it. */
export interface Stored {
  readonly seq: number;
  readonly text: TextNumber;
}

/** A group in the end. */
export interface GroupHistory {
  readonly group: string;
  readonly members: readonly MemberHistory[];
  /** In the order of their places. */
  readonly stored: readonly Stored[];
}
