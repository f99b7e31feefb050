// Serves the routes by the driver that the settings name.

import type { Deps } from "../deps.ts";
import { serveNative } from "./deno.ts";
import type { Address, Driver, Serving } from "./driver.ts";
import { serveNode } from "./node.ts";

export type { Serving } from "./driver.ts";

const drivers: Readonly<Record<Deps["settings"]["sockets"], Driver>> = {
  native: serveNative,
  ws: serveNode,
};

/** Rejects when the address cannot be listened on. */
export function serve(deps: Deps, address: Address): Promise<Serving> {
  return drivers[deps.settings.sockets](deps, address);
}

/** What the native driver cannot do, to be said where strangers can reach it. */
export const nativeCannot =
  "SOCKETS=native neither bounds a message in pieces nor drops a client that stops reading; " +
  "prefer SOCKETS=ws where strangers connect";
