// How to speak to each contestant: the public protocol, which the bare programs speak, too;
// Socket.IO over Engine.IO, as it is on the wire; or the protocol of Colyseus' client.

import { Packr, unpack } from "msgpackr";
import type { Member } from "./database.ts";

export type Frame = string | Uint8Array<ArrayBuffer>;

/** What a frame of the server says. */
export interface Heard {
  readonly is: "ready" | "message" | "refusal" | "other";
  /** Of the text that a message brings; else empty. */
  readonly id: string;
  /** The answer that it needs at once, for the connection to come up and stay. */
  readonly reply: Frame | null;
}

export interface Dialect {
  /** Where the member's socket is at the server of this address. */
  path(url: string, member: Member): string | Promise<string>;
  /** Sent as soon as the socket is open; null: the server speaks first. */
  readonly hello: Frame | null;
  hear(frame: Frame): Heard;
  send(group: string, id: string, text: string): Frame;
}
export type DialectName = "trio" | "socket.io" | "colyseus";

const ready: Heard = { is: "ready", id: "", reply: null };
const refusal: Heard = { is: "refusal", id: "", reply: null };
const other: Heard = { is: "other", id: "", reply: null };

/** A message whose text's id stands in its JSON. */
function message(json: string): Heard {
  const at = json.indexOf('"id":"') + 6;
  return { is: "message", id: json.slice(at, at + 36), reply: null };
}

const trio: Dialect = {
  path: (_url, { user }) => `/ws?user=${user}`,
  hello: '{"type":"hello"}',
  hear(frame) {
    if (typeof frame !== "string") return other;
    if (frame.startsWith('{"type":"message"')) return message(frame);
    if (frame.startsWith('{"type":"ready"')) return ready;
    return frame.startsWith('{"type":"error"') ? refusal : other;
  },
  send: (group, id, text) => `{"type":"send","group":"${group}","id":"${id}","text":"${text}"}`,
};

const socketIo: Dialect = {
  path: (_url, { user }) => `/socket.io/?EIO=4&transport=websocket&user=${user}`,
  hello: null,
  hear(frame) {
    if (typeof frame !== "string") return other;
    if (frame.startsWith('42["message"')) return message(frame);
    if (frame === '42["ready"]') return ready;
    if (frame === "2") return { ...other, reply: "3" };
    return frame.startsWith("0{") ? { ...other, reply: "40" } : other;
  },
  send: (group, id, text) => `42["send",{"group":"${group}","id":"${id}","text":"${text}"}]`,
};

/** The first byte of a frame. */
const colyseusCodes = { join: 10, error: 11, data: 13 } as const;
/** The tag of a string below 32 bytes in msgpack; its length is added. */
const shortString = 0xa0;
/** As Colyseus' client writes: without msgpackr's own extension. */
const packr = new Packr({ useRecords: false });
const sendHead = headOf("send");
const messageHead = headOf("message");

function headOf(type: string): Uint8Array {
  const name = new TextEncoder().encode(type);
  return new Uint8Array([colyseusCodes.data, shortString | name.length, ...name]);
}

const colyseus: Dialect = {
  /** A seat in the room of the group, which is created where there is none. */
  async path(url, { user, group }) {
    const answer = await fetch(`${url}/matchmake/joinOrCreate/chat`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ user, group }),
    });
    if (!answer.ok) throw new Error(`No seat: ${await answer.text()}`);
    const { processId, roomId, sessionId } = await answer.json();
    return `/${processId}/${roomId}?sessionId=${sessionId}`;
  },
  hello: null,
  hear(frame) {
    if (typeof frame === "string") return other;
    if (messageHead.every((byte, at) => frame[at] === byte)) {
      const { message: { id } } = unpack(frame.subarray(messageHead.length));
      return { is: "message", id, reply: null };
    }
    if (frame[0] === colyseusCodes.join) {
      return { ...ready, reply: new Uint8Array([colyseusCodes.join]) };
    }
    return frame[0] === colyseusCodes.error ? refusal : other;
  },
  send(_group, id, text) {
    const packed = packr.pack({ id, text });
    const frame = new Uint8Array(sendHead.length + packed.length);
    frame.set(sendHead);
    frame.set(packed, sendHead.length);
    return frame;
  },
};

export const dialects: Readonly<Record<DialectName, Dialect>> = {
  "trio": trio,
  "socket.io": socketIo,
  "colyseus": colyseus,
};
