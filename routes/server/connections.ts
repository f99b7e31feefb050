// Bounds the connections of one address on node:http: each keeps memory and a descriptor until its
// request has come, and before that nobody knows whose it is.

import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { Deps } from "../deps.ts";
import { clientAddress } from "../limits/client_address.ts";
import { clientNetwork } from "../limits/client_network.ts";

/** For each socket that an address may have, so many connections: a page asks besides. */
const perSocket = 2;

type Limits = Pick<Deps["settings"], "proxies" | "networkRules" | "socketPlaces">;

/** Ends each further connection of an address that has its most. Proxies in front are not bound. */
export function limitConnections(
  server: Server,
  { proxies, networkRules, socketPlaces }: Limits,
): void {
  if (proxies > 0 || !networkRules) return;
  const most = perSocket * socketPlaces.mostPerAddress;
  const open = new Map<string, number>();
  server.on("connection", (socket: Socket) => {
    const network = clientNetwork(clientAddress(socket.remoteAddress ?? "", undefined, 0));
    if (network === null) return;
    const count = (open.get(network) ?? 0) + 1;
    if (count > most) return void socket.destroy();
    open.set(network, count);
    socket.on("close", () => {
      const left = (open.get(network) ?? 1) - 1;
      if (left > 0) open.set(network, left);
      else open.delete(network);
    });
  });
}
