// The frames of docs/protocol.md as schemas: those that a client may send, and those that a server
// sends. The compiler holds them against protocol/frames.ts.

import * as v from "valibot";
import type { ClientFrame, ErrorCode, ServerFrame } from "../../protocol/frames.ts";
import {
  group,
  groupId,
  instant,
  limits,
  message,
  messageId,
  notice,
  of,
  profile,
  role,
  seq,
  ticket,
  user,
  userId,
} from "./values.ts";

type ClientType = ClientFrame["type"];
type ServerType = ServerFrame["type"];
type FrameOf<Frame extends { readonly type: string }, Type> = Extract<Frame, { type: Type }>;
type Schemas<Frame extends { readonly type: string }> = {
  readonly [Type in Frame["type"]]: v.GenericSchema<unknown, FrameOf<Frame, Type>>;
};

const asClient = <Type extends ClientType>(_type: Type) => of<FrameOf<ClientFrame, Type>>();
const asServer = <Type extends ServerType>(_type: Type) => of<FrameOf<ServerFrame, Type>>();

const operation = { group: groupId, id: messageId };
/** What protocol/decode.ts says of a text beyond its type is in words alone. */
const text = v.pipe(
  v.string(),
  v.minLength(1),
  v.description("Trimmed, shows something, without NUL and lone surrogates"),
);
const emoji = v.pipe(
  v.string(),
  v.maxLength(16),
  v.description("One emoji, by RGI_Emoji of Unicode"),
);
const seqs = v.record(groupId, seq) as unknown as v.GenericSchema<
  Readonly<Record<string, number>>
>;

export const clientFrames: Schemas<ClientFrame> = {
  hello: asClient("hello")(
    v.strictObject({
      type: v.literal("hello"),
      since: v.exactOptional(seqs),
      history: v.exactOptional(v.string()),
    }),
  ),
  send: asClient("send")(
    v.strictObject({ type: v.literal("send"), ...operation, text, reply: v.exactOptional(seq) }),
  ),
  edit: asClient("edit")(v.strictObject({ type: v.literal("edit"), ...operation, seq, text })),
  erase: asClient("erase")(v.strictObject({ type: v.literal("erase"), ...operation, seq })),
  react: asClient("react")(
    v.strictObject({ type: v.literal("react"), ...operation, seq, emoji, on: v.boolean() }),
  ),
  read: asClient("read")(v.strictObject({ type: v.literal("read"), group: groupId, seq })),
  typing: asClient("typing")(v.strictObject({ type: v.literal("typing"), group: groupId })),
  quit: asClient("quit")(v.strictObject({ type: v.literal("quit"), group: groupId })),
  ping: asClient("ping")(v.strictObject({ type: v.literal("ping") })),
};

const errorCodes = [
  "invalid",
  "hello_first",
  "insufficient_scope",
  "not_member",
  "not_yours",
  "too_long",
  "no_such_message",
  "slow_down",
  "unavailable",
] as const satisfies readonly ErrorCode[];

const ofMember = { group: groupId, user: userId };

export const serverFrames: Schemas<ServerFrame> = {
  ready: asServer("ready")(
    v.strictObject({
      type: v.literal("ready"),
      user,
      profile: v.nullable(profile),
      ticket: v.nullable(ticket),
      partner: v.nullable(user),
      groups: v.array(group),
      role,
      notice: v.nullable(notice),
      limits,
      history: v.string(),
      now: instant,
    }),
  ),
  message: asServer("message")(
    v.strictObject({
      type: v.literal("message"),
      group: groupId,
      message,
      asOf: v.exactOptional(seq),
    }),
  ),
  group: asServer("group")(v.strictObject({ type: v.literal("group"), group })),
  gone: asServer("gone")(
    v.strictObject({
      type: v.literal("gone"),
      group: groupId,
      reason: v.exactOptional(v.literal("away")),
    }),
  ),
  ticket: asServer("ticket")(
    v.strictObject({ type: v.literal("ticket"), ticket: v.nullable(ticket) }),
  ),
  partner: asServer("partner")(
    v.strictObject({ type: v.literal("partner"), partner: v.nullable(user) }),
  ),
  read: asServer("read")(v.strictObject({ type: v.literal("read"), ...ofMember, seq })),
  typing: asServer("typing")(v.strictObject({ type: v.literal("typing"), ...ofMember })),
  presence: asServer("presence")(
    v.strictObject({ type: v.literal("presence"), ...ofMember, online: v.boolean() }),
  ),
  notice: asServer("notice")(
    v.strictObject({ type: v.literal("notice"), notice: v.nullable(notice) }),
  ),
  reports: asServer("reports")(v.strictObject({ type: v.literal("reports"), open: seq })),
  error: asServer("error")(
    v.strictObject({
      type: v.literal("error"),
      id: v.nullable(v.string()),
      code: v.picklist(errorCodes),
      detail: v.string(),
    }),
  ),
  pong: asServer("pong")(v.strictObject({ type: v.literal("pong"), heads: seqs, now: instant })),
};
