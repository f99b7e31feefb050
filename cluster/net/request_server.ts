// Answers the requests that come by a socket from another node.

import type { Buffer } from "node:buffer";
import type { Duplex } from "node:stream";
import { type Kind, kinds, type Message, MessageReader } from "./wire_format.ts";
import { MessageWriter } from "./message_writer.ts";

export interface RequestHandler {
  /** Null: this node does not own the entity. */
  ask(entity: string, batch: string): Promise<string | null>;
  /** Null: this is another node. */
  push(node: string, batch: string): Promise<string | null>;
}

/** Until the socket ends. */
export function serveRequests(socket: Duplex, handler: RequestHandler): void {
  const reader = new MessageReader();
  const writer = new MessageWriter(socket);
  socket.on("data", (chunk: Buffer) => {
    try {
      for (const message of reader.take(chunk)) void answer(message, handler, writer);
    } catch {
      socket.destroy();
    }
  });
}

/** Never rejects. */
async function answer(
  { kind, number, text }: Message,
  handler: RequestHandler,
  writer: MessageWriter,
): Promise<void> {
  const line = text.indexOf("\n");
  const [target, batch] = [text.slice(0, line), text.slice(line + 1)];
  try {
    const given = await obeyed(kind, handler, target, batch);
    writer.write(
      given === null
        ? { kind: kinds.notHere, number, text: "" }
        : { kind: kinds.answer, number, text: given },
    );
  } catch {
    writer.write({ kind: kinds.failed, number, text: "" });
  }
}

function obeyed(
  kind: Kind,
  handler: RequestHandler,
  target: string,
  batch: string,
): Promise<string | null> {
  if (kind === kinds.ask) return handler.ask(target, batch);
  if (kind === kinds.push) return handler.push(target, batch);
  throw new Error(`A request of the unknown kind ${kind} came`);
}
