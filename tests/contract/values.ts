// The values of docs/protocol.md as the server writes them, as schemas: what the answers and frames
// of the machine-readable contract are made of. The compiler holds them against the types of
// protocol/, and each answer that a test is given is held against them.

import * as v from "valibot";
import { type ApiToken, scopes } from "../../protocol/api_tokens.ts";
import type * as domain from "../../protocol/domain.ts";
import type { Limits } from "../../protocol/limits.ts";
import type * as moderation from "../../protocol/moderation.ts";
import { figureNames, type OpsView } from "../../protocol/ops_figures.ts";

type Plain = string | number | boolean | null | undefined;
type Frozen<T> = T extends Plain ? T : { readonly [Key in keyof T]: Frozen<T[Key]> };
/** What lacks an optional field fits where one has it, and no more once all are needed. */
type Demanding<T> = T extends Plain ? T : { readonly [Key in keyof T]-?: Demanding<T[Key]> };
type Both<A, B> = [A] extends [B] ? [B] extends [A] ? unknown : never : never;
type Same<A, B> = Both<Frozen<A>, Frozen<B>> & Both<Demanding<A>, Demanding<B>>;

/**
 * The schema of a type of the protocol. Does not compile where one of them has a field, or a value,
 * that the other lacks.
 */
export function of<T>() {
  return <Schema extends v.GenericSchema>(
    schema: Schema & Same<v.InferOutput<Schema>, T>,
  ): v.GenericSchema<unknown, T> => schema as unknown as v.GenericSchema<unknown, T>;
}

const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function id<AnId extends string>() {
  const schema = v.pipe(v.string(), v.regex(idPattern), v.metadata({ format: "uuid" }));
  return schema as unknown as v.GenericSchema<AnId, AnId>;
}

export const userId = id<domain.UserId>();
export const groupId = id<domain.GroupId>();
export const messageId = id<domain.MessageId>();
export const instant = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  v.metadata({ format: "date-time" }),
);
const day = v.pipe(v.string(), v.isoDate());
export const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const texts = v.array(v.string());
const sex = v.nullable(v.picklist(["female", "male", "other"]));
const yes = v.exactOptional(v.literal(true));

export const user = of<domain.User>()(
  v.strictObject({ id: userId, username: v.string(), deleted: yes, bot: yes }),
);

const description = { languages: texts, interests: texts, about: v.nullable(v.string()) };

export const profile = of<domain.Profile>()(
  v.strictObject({ birthDate: day, age: whole, sex, ...description }),
);

export const preferences = of<domain.Preferences>()(
  v.strictObject({ receipts: v.boolean(), typing: v.boolean(), presence: v.boolean() }),
);

const wish = { sex: v.picklist(["same", "any"]), age: v.nullable(whole) };
export const wishes = v.array(of<domain.Wish>()(v.strictObject(wish)));

export const criteria = of<domain.Criteria>()(
  v.strictObject({
    ...wish,
    widen: v.boolean(),
    widenSex: v.exactOptional(v.boolean()),
    bots: v.exactOptional(v.boolean()),
  }),
);

const any = v.literal("any");
const hint = of<domain.Hint>()(
  v.union([
    v.strictObject({ language: v.string(), within: whole }),
    v.strictObject({ bots: v.literal(true), within: whole }),
    v.strictObject({ age: whole, within: whole }),
    v.strictObject({ sex: any, within: whole }),
    v.strictObject({ age: whole, sex: any, within: whole }),
    v.strictObject({ bots: v.literal(true), within: whole }),
  ]),
);

export const ticket = of<domain.Ticket>()(
  v.strictObject({
    id: id<domain.TicketId>(),
    criteria,
    effective: criteria,
    since: instant,
    asleep: v.boolean(),
    wokenAt: v.exactOptional(instant),
    alone: v.boolean(),
    waiting: whole,
    estimate: v.nullable(whole),
    hints: v.exactOptional(v.pipe(v.array(hint), v.minLength(1), v.maxLength(2))),
    with: v.exactOptional(user),
  }),
);

export const seat = of<domain.Seat>()(
  v.strictObject({
    id: id<domain.TicketId>(),
    since: instant,
    placeOf: v.exactOptional(userId),
  }),
);

export const invite = of<domain.Invite>()(
  v.strictObject({ token: v.string(), link: v.string(), expiresAt: instant }),
);

const two = v.strictTuple([userId, userId]);

const member = of<domain.Member>()(
  v.strictObject({
    id: userId,
    username: v.string(),
    deleted: yes,
    bot: yes,
    ...description,
    age: v.nullable(whole),
    sex,
    online: v.boolean(),
    away: v.boolean(),
    readSeq: seq,
    leftAt: v.nullable(instant),
    position: v.exactOptional(whole),
    unseen: v.exactOptional(v.array(v.picklist(["receipts", "presence"]))),
    again: v.exactOptional(v.picklist(["asked", "mutual"])),
  }),
);

const itsMessage = { seq, id: messageId, at: instant };
const byUser = { ...itsMessage, by: userId };

export const message = of<domain.Message>()(
  v.variant("kind", [
    v.strictObject({
      ...itsMessage,
      kind: v.literal("formed"),
      by: v.null(),
      members: v.array(userId),
      together: v.exactOptional(two),
    }),
    v.strictObject({
      ...byUser,
      kind: v.literal("text"),
      text: v.string(),
      editedAt: v.nullable(instant),
      erased: v.boolean(),
      reply: v.nullable(seq),
    }),
    v.strictObject({ ...byUser, kind: v.literal("edited"), target: seq, text: v.string() }),
    v.strictObject({ ...byUser, kind: v.literal("erased"), target: seq }),
    v.strictObject({
      ...byUser,
      kind: v.literal("reacted"),
      target: seq,
      emoji: v.string(),
      on: v.boolean(),
    }),
    v.strictObject({ ...byUser, kind: v.literal("joined"), with: v.exactOptional(userId) }),
    v.strictObject({
      ...byUser,
      kind: v.literal("left"),
      reason: v.exactOptional(v.literal("away")),
    }),
  ]),
);

const why = of<domain.Why>()(
  v.strictObject({
    ageSpan: whole,
    sameSex: v.boolean(),
    widened: v.array(userId),
    languages: v.exactOptional(texts),
    interests: v.exactOptional(texts),
  }),
);

export const group = of<domain.Group>()(
  v.strictObject({
    id: groupId,
    name: v.string(),
    members: v.array(member),
    formedAt: instant,
    firstSeq: seq,
    lastSeq: seq,
    readSeq: seq,
    unread: whole,
    last: v.nullable(message),
    why: v.exactOptional(why),
    together: v.exactOptional(two),
    seat: v.exactOptional(seat),
    gap: v.exactOptional(v.boolean()),
    lost: v.exactOptional(v.boolean()),
  }),
);

export const limits = of<Limits>()(
  v.strictObject({
    textLength: whole,
    frameBytes: whole,
    framesPerSecond: v.number(),
    burst: whole,
    queueBytes: whole,
  }),
);

export const role = of<moderation.Role>()(v.picklist(["user", "moderator", "operator"]));

export const notice = of<moderation.Notice>()(
  v.strictObject({ id: id<moderation.NoticeId>(), at: instant, text: v.string() }),
);

const reportId = id<moderation.ReportId>();
const reportState = v.picklist(["open", "handled"]);

export const ownReport = of<moderation.OwnReport>()(
  v.strictObject({ id: reportId, at: instant, about: user, state: reportState }),
);

const act = {
  id: id<moderation.AuditId>(),
  at: instant,
  by: v.nullable(user),
  days: v.nullable(whole),
  note: v.string(),
  reports: v.array(reportId),
};

const decisionActions = ["dismiss", "warn", "suspend", "ban", "lift"] as const;

export const decision = of<moderation.Decision>()(
  v.strictObject({ ...act, action: v.picklist(decisionActions) }),
);

export const report = of<moderation.Report>()(
  v.strictObject({
    id: reportId,
    at: instant,
    group: groupId,
    by: user,
    about: user,
    reason: v.string(),
    seq: v.nullable(seq),
    evidence: v.array(message),
    state: reportState,
    decision: v.nullable(decision),
  }),
);

export const auditEntry = of<moderation.AuditEntry>()(
  v.strictObject({
    ...act,
    action: v.picklist([...decisionActions, "role", "profile", "recovery", "delete"]),
    about: user,
    report: v.nullable(reportId),
  }),
);

export const userHistory = of<moderation.UserHistory>()(
  v.strictObject({
    user,
    createdAt: instant,
    role,
    reports: v.strictObject({ about: whole, by: whole }),
    decisions: v.array(decision),
    suspended: v.boolean(),
    suspendedUntil: v.nullable(instant),
  }),
);

const series = v.array(v.nullable(v.number()));
export const opsView = of<OpsView>()(
  v.strictObject({
    span: v.picklist(["hour", "day"]),
    stepMs: whole,
    from: instant,
    now: instant,
    current: v.strictObject(v.entriesFromList(figureNames, v.nullable(v.number()))),
    figures: v.strictObject(v.entriesFromList(figureNames, series)),
  }),
);

export const apiTokenFields = {
  id: id<domain.SessionId>(),
  name: v.string(),
  scopes: v.array(v.picklist(scopes)),
  createdAt: instant,
  expiresAt: instant,
  lastUsedAt: v.nullable(instant),
};
export const apiToken = of<ApiToken>()(v.strictObject(apiTokenFields));

const names = { group: groupId, names: texts };
/** What a push holds once it is decrypted. */
export const push = v.variant("type", [
  v.strictObject({ type: v.literal("match"), ...names }),
  v.strictObject({ type: v.literal("text"), ...names, text: v.string() }),
  v.strictObject({ type: v.literal("asleep") }),
]);
