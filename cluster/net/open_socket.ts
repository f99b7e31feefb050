// Sockets to another node.

import net from "node:net";
import { type Role, shakeHands } from "./handshake.ts";

/** Where something listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A socket that is not open within this time is given up. */
const openMs = 1_000;

/** A socket whose other end has proved itself. Rejects when there is none in time. */
export async function openSocket(
  { host, port }: Address,
  role: Exclude<Role, "listener">,
  secret: string,
): Promise<net.Socket> {
  const socket = net.createConnection({ host, port, noDelay: true });
  // What becomes of a socket is told by its end; without a listener it would end the process.
  socket.on("error", () => {});
  const giveUp = setTimeout(() => socket.destroy(), openMs);
  try {
    if (socket.connecting) await connected(socket);
    await shakeHands(socket, role, { secret, at: { host, port } });
    return socket;
  } finally {
    clearTimeout(giveUp);
  }
}

function connected(socket: net.Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("The socket ended before it was open")));
  });
}
