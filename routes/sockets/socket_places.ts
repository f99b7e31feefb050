// How many sockets there may be: from one address, in all, and none more while memory is short.

import type { Settings } from "../../settings.ts";
import { clientNetwork } from "../limits/client_network.ts";
import type { MemoryWatch } from "../limits/memory_watch.ts";

/** "busy": there are too many in all, or memory is short. "address": too many of the client's. */
export type NoPlace = "busy" | "address";

/** The place of an open socket. All sockets of a network have the same one. */
export interface Place {
  /** To be called once, when the socket has ended. */
  leave(): void;
}

export interface SocketPlaces {
  /** Why a client cannot have one more; null: it can. */
  refusal(client: string): NoPlace | null;
  /** Counts a socket that has opened. */
  take(client: string): Place;
}

export function createSocketPlaces(
  { settings, memory }: { readonly settings: Settings; readonly memory: MemoryWatch },
): SocketPlaces {
  const { most, mostPerAddress } = settings.socketPlaces;
  const taken = new Map<string | null, Place & { count: number }>();
  let inAll = 0;
  // This machine and a company's own network are not strangers.
  const networkOf = (client: string) => settings.networkRules ? clientNetwork(client) : null;
  const placeIn = (network: string | null) => {
    const leave = () => {
      inAll -= 1;
      place.count -= 1;
      if (place.count === 0) taken.delete(network);
    };
    const place = { count: 0, leave };
    taken.set(network, place);
    return place;
  };
  return {
    refusal(client) {
      if (inAll >= most || memory.isShort()) return "busy";
      const network = networkOf(client);
      const isFull = network !== null && (taken.get(network)?.count ?? 0) >= mostPerAddress;
      return isFull ? "address" : null;
    },
    take(client) {
      const network = networkOf(client);
      const place = taken.get(network) ?? placeIn(network);
      inAll += 1;
      place.count += 1;
      return place;
    },
  };
}
