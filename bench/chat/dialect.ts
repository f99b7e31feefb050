// How to speak to each contestant: the public protocol, which the bare programs speak, too; or
// Socket.IO over Engine.IO, as it is on the wire.

import type { Member } from "./database.ts";

export interface Dialect {
  path(member: Member): string;
  /** Sent as soon as the socket is open; null: the server speaks first. */
  readonly hello: string | null;
  isReady(text: string): boolean;
  send(group: string, id: string, text: string): string;
  /** Whether this frame brings a text. */
  isMessage(text: string): boolean;
  isRefusal(text: string): boolean;
  /** The answer that a frame needs at once, for the connection to come up and stay. */
  reply(text: string): string | null;
}
export type DialectName = "trio" | "socket.io";

const trio: Dialect = {
  path: ({ user }) => `/ws?user=${user}`,
  hello: '{"type":"hello"}',
  isReady: (text) => text.startsWith('{"type":"ready"'),
  send: (group, id, text) => `{"type":"send","group":"${group}","id":"${id}","text":"${text}"}`,
  isMessage: (text) => text.startsWith('{"type":"message"'),
  isRefusal: (text) => text.startsWith('{"type":"error"'),
  reply: () => null,
};

const socketIo: Dialect = {
  path: ({ user }) => `/socket.io/?EIO=4&transport=websocket&user=${user}`,
  hello: null,
  isReady: (text) => text === '42["ready"]',
  send: (group, id, text) => `42["send",{"group":"${group}","id":"${id}","text":"${text}"}]`,
  isMessage: (text) => text.startsWith('42["message"'),
  isRefusal: () => false,
  reply: (text) => text === "2" ? "3" : text.startsWith("0{") ? "40" : null,
};

export const dialects: Readonly<Record<DialectName, Dialect>> = {
  "trio": trio,
  "socket.io": socketIo,
};
