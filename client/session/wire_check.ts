// Whether what a server says is as the protocol has it, as far as a session relies on it. A program
// has no user who loads it again: what is not is dropped before anything is made of it. More
// fields, types of frames and kinds of messages than are known here are a newer server's.

import type { ServerFrame } from "../../protocol/frames.ts";
import type { ApiDeps } from "../net/api.ts";

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === "string";
const flag: Check = (value) => typeof value === "boolean";
const whole: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const seq: Check = (value) => whole(value) && value !== 0;
const positive: Check = (value) => Number.isFinite(value) && Number(value) > 0;
const object = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const orNull = (check: Check): Check => (value) => value === null || check(value);
const orAbsent = (check: Check): Check => (value) => value === undefined || check(value);
const listOf = (check: Check): Check => (value) => Array.isArray(value) && value.every(check);
const shape = (fields: Readonly<Record<string, Check>>): Check => (value) =>
  object(value) && Object.entries(fields).every(([name, check]) => check(value[name]));

const user = shape({ id: text, username: text });
const member = shape({
  id: text,
  username: text,
  online: flag,
  readSeq: whole,
  leftAt: orNull(text),
  unseen: orAbsent(listOf(text)),
});

const kinds: ReadonlyMap<unknown, Check> = new Map([
  ["formed", shape({ by: orNull(text), members: listOf(text) })],
  ["text", shape({ by: text, text, erased: flag })],
  ["edited", shape({ by: text, target: seq, text })],
  ["erased", shape({ by: text, target: seq })],
  ["reacted", shape({ by: text, target: seq, emoji: text, on: flag })],
  ["joined", shape({ by: text })],
  ["left", shape({ by: text })],
]);
const anyMessage = shape({ seq, id: text, at: text, kind: text });
const message: Check = (value) =>
  object(value) && anyMessage(value) && (kinds.get(value.kind)?.(value) ?? true);

const group = shape({
  id: text,
  name: text,
  members: listOf(member),
  firstSeq: seq,
  lastSeq: whole,
  readSeq: whole,
  unread: whole,
  last: orNull(message),
});
const ticket = orNull(shape({ id: text }));
const limits = shape({
  textLength: positive,
  frameBytes: positive,
  framesPerSecond: positive,
  burst: positive,
});

const frames: Readonly<Record<ServerFrame["type"], Check>> = {
  ready: shape({
    user,
    profile: orNull(object),
    ticket,
    partner: orNull(user),
    groups: listOf(group),
    limits,
    history: text,
  }),
  message: shape({ group: text, message, asOf: orAbsent(whole) }),
  group: shape({ group }),
  gone: shape({ group: text }),
  ticket: shape({ ticket }),
  partner: shape({ partner: orNull(user) }),
  read: shape({ group: text, user: text, seq: whole }),
  typing: shape({ group: text, user: text }),
  presence: shape({ group: text, user: text, online: flag }),
  notice: shape({ notice: orNull(object) }),
  reports: shape({ open: whole }),
  error: shape({ id: orNull(text), code: text }),
  pong: shape({ heads: (value) => object(value) && Object.values(value).every(whole) }),
};

/** False: the frame is of a type that a newer server has. Throws where it is none of its type. */
export function isKnownFrame(frame: ServerFrame): boolean {
  if (!Object.hasOwn(frames, frame.type)) return false;
  if (frames[frame.type](frame)) return true;
  throw new Error(`A frame of the type "${frame.type}" that the protocol does not have`);
}

const account = shape({ user });
const answers: readonly (readonly [RegExp, Check])[] = [
  [/^GET \/api\/me$|^POST \/api\/(session|users)$/, account],
  [/^GET \/api\/groups$/, shape({ groups: listOf(group) })],
  [/^GET \/api\/groups\/[^/]+$/, shape({ group })],
  [
    /^GET \/api\/groups\/[^/]+\/messages\?/,
    shape({
      messages: listOf(message),
      asOf: orAbsent(whole),
    }),
  ],
];

/** `fetch`, where an answer that is not as the protocol has it is a fault of the server: 502. */
export function withCheckedAnswers(fetch: ApiDeps["fetch"]): ApiDeps["fetch"] {
  return async (path, init) => {
    const answer = await fetch(path, init);
    const [, check] = answers.find(([line]) => line.test(`${init.method} ${path}`)) ?? [];
    if (!answer.ok || check === undefined) return answer;
    const body = await answer.json();
    const isAsTold = check(body);
    const json = () => Promise.resolve(isAsTold ? body : {});
    return { ok: isAsTold, status: isAsTold ? answer.status : 502, json };
  };
}
