// Holds the history of a group against what the database has of it. Each broken promise is a
// sentence; none: all promises were kept.

import {
  authorOf,
  type GroupHistory,
  type MemberHistory,
  nameOf,
  nobodys,
  nthOf,
  type SocketHistory,
  type TextNumber,
  textNumber,
} from "./history.ts";

/** What is left out of a long list: the first ones tell what is wrong. */
const mostOfAKind = 3;

export function checkGroup(history: GroupHistory): string[] {
  const places = placesOf(history);
  const findings = [
    ...checkStored(history, places),
    ...history.members.flatMap((member) => [
      ...few(checkAcknowledged(member, places)),
      ...few(checkOrderOfSender(member, places)),
      ...few(checkShown(member, history)),
      ...few(member.sockets.flatMap((socket) => checkSocket(member, socket))),
      ...checkHeld(member, history),
    ]),
  ];
  return findings.map((sentence) => `Group ${history.group}: ${sentence}`);
}

type Places = ReadonlyMap<TextNumber, number>;

function placesOf({ stored }: GroupHistory): Places {
  return new Map(stored.map(({ text, seq }) => [text, seq]));
}

/** Places go up by one, each text has one, and each was sent by a member. */
function checkStored({ stored, members }: GroupHistory, places: Places): string[] {
  const sent = new Map(members.map(({ author, sent }) => [author, sent]));
  const foreign = stored.filter(({ text, seq }) =>
    text === nobodys ? seq !== 1 : nthOf(text) > (sent.get(authorOf(text)) ?? 0)
  );
  const twice = stored.filter(({ text, seq }) => places.get(text) !== seq);
  const holes = stored.filter(({ seq }, at) => seq !== at + 1);
  return [
    ...few(
      foreign.map(({ text, seq }) => `stored at ${seq} is ${nameOf(text)}, which was not sent`),
    ),
    ...few(twice.map(({ text }) => `${nameOf(text)} is stored twice`)),
    ...few(holes.map(({ seq }) => `the log has a hole before ${seq}`)),
  ];
}

function checkAcknowledged({ acknowledged }: MemberHistory, places: Places): string[] {
  return [...acknowledged].filter(([text, seq]) => places.get(text) !== seq).map(([text, seq]) => {
    const place = places.get(text);
    return `${nameOf(text)} was acknowledged at ${seq}, and is stored ${
      place === undefined ? "nowhere" : `at ${place}`
    }`;
  });
}

/**
 * A member's texts stand in the order in which they were sent first. A member with several texts
 * under way may be told that the first of them is unavailable while the next ones are stored.
 */
function checkOrderOfSender(
  { author, sent, isSerial, refused }: MemberHistory,
  places: Places,
): string[] {
  const findings: string[] = [];
  let latest = { seq: 0, text: nobodys };
  for (let nth = 1; nth <= sent; nth++) {
    const text = textNumber(author, nth);
    const seq = places.get(text);
    if (seq === undefined || (!isSerial && refused.has(text))) continue;
    if (seq < latest.seq) {
      findings.push(`${nameOf(text)} stands at ${seq}, before ${nameOf(latest.text)}`);
    } else latest = { seq, text };
  }
  return findings;
}

/** What a socket has brought is what is stored at that place. */
function checkShown({ author, sockets }: MemberHistory, { stored }: GroupHistory): string[] {
  return sockets.flatMap(({ seqs, texts }) =>
    seqs.flatMap((seq, at) =>
      stored[seq - 1]?.text === texts[at] ? [] : [
        `${author} was shown ${nameOf(texts[at] ?? nobodys)} at ${seq}, where ${
          stored[seq - 1] === undefined ? "nothing" : nameOf(stored[seq - 1]?.text ?? nobodys)
        } is stored`,
      ]
    )
  );
}

/**
 * A socket brings each message once, in order, without a hole from where its client was. The answer
 * to a text that is sent again may come once more, and ahead of what was missed.
 */
function checkSocket({ author }: MemberHistory, socket: SocketHistory): string[] {
  const findings: string[] = [];
  let head = socket.since;
  const ahead = new Set<number>();
  for (const [at, seq] of socket.seqs.entries()) {
    const text = socket.texts[at] ?? nobodys;
    if (seq === head + 1) head = seq;
    else if (socket.resent.has(text)) ahead.add(seq);
    else if (seq <= head || ahead.has(seq)) {
      findings.push(`${author} was shown ${seq}, ${nameOf(text)}, twice by one socket`);
    } else {
      findings.push(`${author} was shown ${seq} after ${head} by one socket`);
      head = seq;
    }
    while (ahead.delete(head + 1)) head++;
  }
  return findings;
}

/** In the end each member holds the whole log, and has every text of theirs acknowledged. */
function checkHeld(
  { author, held, sent, acknowledged }: MemberHistory,
  { stored }: GroupHistory,
): string[] {
  const missing = stored.filter(({ seq, text }) => held[seq] !== text);
  return [
    ...few(
      missing.map(({ seq, text }) =>
        held[seq] === undefined
          ? `${author} never got ${seq}, ${nameOf(text)}`
          : `${author} holds ${nameOf(held[seq])} at ${seq}, where ${nameOf(text)} is stored`
      ),
    ),
    ...(acknowledged.size < sent
      ? [`${author} has ${acknowledged.size} of ${sent} texts acknowledged`]
      : []),
  ];
}

function few(findings: readonly string[]): string[] {
  const more = findings.length - mostOfAKind;
  return more > 0
    ? [...findings.slice(0, mostOfAKind), `and ${more} more of this kind`]
    : [...findings];
}
