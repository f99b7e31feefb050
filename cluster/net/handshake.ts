// The handshake on a socket between two nodes: each end proves that it knows the secret of the
// cluster, before the engine reads a byte. Nothing is encrypted by it.

import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Duplex } from "node:stream";

/**
 * The ends prove the same secret in different words, so that none can echo the other. A caller
 * speaks for the engine, a requester for this program.
 */
export type Role = "caller" | "requester" | "listener";

/** What is proved. */
export interface Proving {
  readonly secret: string;
  /**
   * Where the listener is reached by the nodes. A proof for another place is none: whoever is where
   * a node was could pass on what two others say, and have a socket of theirs then.
   */
  readonly at: { readonly host: string; readonly port: number };
}

const challengeBytes = 32;
const proofBytes = 32;
/** Within this time the other end must have proved itself. */
const withinMs = 2_000;

/**
 * What the other end is. Rejects when it does not know the secret; the socket is destroyed then.
 */
export async function shakeHands(socket: Duplex, role: Role, proving: Proving): Promise<Role> {
  const giveUp = setTimeout(() => socket.destroy(new Error("No handshake came")), withinMs);
  try {
    const own = randomBytes(challengeBytes);
    socket.write(own);
    const other = await readBytes(socket, challengeBytes);
    socket.write(proofOf({ ...proving, role, own, other }));
    const proof = await readBytes(socket, proofBytes);
    const others: readonly Role[] = role === "listener" ? ["caller", "requester"] : ["listener"];
    const proved = others.find((role) =>
      timingSafeEqual(proof, proofOf({ ...proving, role, own: other, other: own }))
    );
    if (proved === undefined) throw new Error("The other end has another secret");
    return proved;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(giveUp);
  }
}

interface Said extends Proving {
  readonly role: Role;
  readonly own: Uint8Array;
  readonly other: Uint8Array;
}

function proofOf({ secret, at, role, own, other }: Said): Uint8Array {
  return createHmac("sha256", secret).update(`trio ${role} at ${at.host}:${at.port} `)
    .update(own).update(other).digest();
}

/** Exactly so many bytes: what comes after them is the engine's. */
function readBytes(socket: Duplex, count: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const end = (error?: Error) => {
      socket.off("readable", read);
      reject(error ?? new Error("The socket ended during the handshake"));
    };
    const read = () => {
      const bytes: Uint8Array | null = socket.read(count);
      if (bytes === null) return;
      socket.off("readable", read);
      socket.off("error", end);
      socket.off("close", end);
      resolve(bytes);
    };
    if (socket.destroyed) return end();
    socket.on("readable", read);
    socket.once("error", end);
    socket.once("close", end);
    read();
  });
}
