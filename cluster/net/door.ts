// Where sockets of other nodes come in: none is served before its other end has proved that it
// knows the secret, and strangers can hold a few open for a moment, and no more.

import type net from "node:net";
import { type Proving, type Role, shakeHands } from "./handshake.ts";

export interface DoorDeps {
  readonly secret: string;
  /** Where the other nodes reach this one. */
  readonly address: Proving["at"];
}

/** Sockets whose other end has not proved itself, which each has two seconds for. */
export const unprovedMost = 256;

export class Door {
  readonly #proving: Proving;
  readonly #serve: (peer: net.Socket, role: Role) => void;
  readonly #peers = new Set<net.Socket>();
  #unproved = 0;

  constructor({ secret, address }: DoorDeps, serve: (peer: net.Socket, role: Role) => void) {
    this.#proving = { secret, at: address };
    this.#serve = serve;
  }

  /** Never rejects. */
  async enter(peer: net.Socket): Promise<void> {
    // What becomes of a socket is told by its end; without a listener it would end the process.
    peer.on("error", () => {});
    if (this.#unproved >= unprovedMost) return void peer.destroy();
    peer.setNoDelay(true);
    this.#peers.add(peer);
    peer.once("close", () => this.#peers.delete(peer));
    this.#unproved += 1;
    const role = await shakeHands(peer, "listener", this.#proving).catch(() => null);
    this.#unproved -= 1;
    if (role !== null) this.#serve(peer, role);
  }

  close(): void {
    for (const peer of this.#peers) peer.destroySoon();
  }
}
