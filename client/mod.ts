// `@trio/client`: what a program needs to take part in Trio. See README.md.

export { createSession, type SessionOptions } from "./session/create_session.ts";
export type { SendOptions, TrioSession } from "./session/trio_session.ts";
export type { EndReason, EventOf, EventType, SessionEvent } from "./session/session_events.ts";
export { type KeptPosition, Position } from "./session/position.ts";
export { TrioError } from "./session/trio_error.ts";
export type { Fetch, WebSocketConstructor } from "./net/credentials.ts";
export type { Account, Answer, Api, NewAccount, NewProfile, Page, Problem } from "./net/api.ts";
export type * from "../protocol/domain.ts";
export type { ClientFrame, ErrorCode, ServerFrame } from "../protocol/frames.ts";
export type { Limits } from "../protocol/limits.ts";
