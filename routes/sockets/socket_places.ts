// How many sockets there may be: from one address, in all, and none more while memory is short.

import type { Settings } from "../../settings.ts";
import { clientNetwork } from "../limits/client_network.ts";
import type { MemoryWatch } from "../limits/memory_watch.ts";

/** "busy": there are too many in all, or memory is short. "address": too many of the client's. */
export type NoPlace = "busy" | "address";

export interface SocketPlaces {
  /** Why a client cannot have one more; null: it can. */
  refusal(client: string): NoPlace | null;
  /** Counts a socket that has opened. To be called when it has ended, and once is enough. */
  take(client: string): () => void;
}

export function createSocketPlaces(
  { settings, memory }: { readonly settings: Settings; readonly memory: MemoryWatch },
): SocketPlaces {
  const { most, mostPerAddress } = settings.socketPlaces;
  const taken = new Map<string, number>();
  let inAll = 0;
  // This machine and a company's own network are not strangers.
  const networkOf = (client: string) => settings.networkRules ? clientNetwork(client) : null;
  return {
    refusal(client) {
      if (inAll >= most || memory.isShort()) return "busy";
      const network = networkOf(client);
      const isFull = network !== null && (taken.get(network) ?? 0) >= mostPerAddress;
      return isFull ? "address" : null;
    },
    take(client) {
      const network = networkOf(client);
      const change = (by: number) => {
        inAll += by;
        if (network === null) return;
        const count = (taken.get(network) ?? 0) + by;
        if (count > 0) taken.set(network, count);
        else taken.delete(network);
      };
      change(1);
      let isGone = false;
      return () => {
        if (!isGone) change(-1);
        isGone = true;
      };
    },
  };
}
