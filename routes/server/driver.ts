// What a driver is: it carries HTTP and sockets to the routes, which are the same for each.

import type { Deps } from "../deps.ts";
import type { PeerOf } from "../limits/client_address.ts";
import type { Upgrade } from "../sockets/upgrade.ts";

/** Rejects when the address cannot be listened on. */
export type Driver = (deps: Deps, address: Address) => Promise<Serving>;

export interface Address {
  /** 0: any free one. */
  readonly port: number;
  readonly hostname: string;
}

export interface Serving {
  readonly port: number;
  /** Takes nothing more, ends every connection, and resolves when all have ended. */
  stop(): Promise<void>;
}

/** What a driver gives to the routes. */
export interface Carrier {
  readonly upgrade: Upgrade;
  readonly peerOf: PeerOf;
}
