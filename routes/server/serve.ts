// What carries HTTP and sockets: Deno's own server, or `ws` on node:http. Both serve the same
// routes.

import type { Deps } from "../deps.ts";
import { serveNative } from "./deno.ts";
import { serveNode } from "./node.ts";
import type { Address, Serving } from "./serving.ts";

/** Rejects when the address cannot be listened on. */
export function serve(deps: Deps, address: Address): Promise<Serving> {
  return deps.settings.sockets === "native" ? serveNative(deps, address) : serveNode(deps, address);
}

/** What Deno's own sockets cannot do, to be said where others than this machine can reach them. */
export const nativeCannot =
  "SOCKETS=native neither bounds a message in pieces nor drops a client that stops reading; " +
  "prefer SOCKETS=ws where strangers connect";
