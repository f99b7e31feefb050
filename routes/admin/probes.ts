// What of a request arrives through the proxies in front, for `deno task doctor`: it takes a token
// from the operator's channel, sends a request with it by the public address, and asks here what
// has come.

import type { Context, MiddlewareHandler } from "hono";
import { clientAddress, type PeerOf } from "../limits/client_address.ts";

export interface Arrival {
  /** The address at the other end of the connection: of the proxy, where there is one. */
  readonly peer: string;
  /** Whom limits count it for. */
  readonly client: string;
  /** `X-Forwarded-For`; null: there is none. */
  readonly forwardedFor: string | null;
  /** `Upgrade`; null: there is none. */
  readonly upgrade: string | null;
}

export interface Probes {
  /** A token for one request. */
  expect(): string;
  /** Keeps the arrival of a request that has a token. */
  note(token: string, arrival: () => Arrival): void;
  /** Null: nothing has come with this token. */
  arrival(token: string): Arrival | null;
}

export const probeHeader = "trio-probe";

/** Tokens that count at a time: a new one takes the place of the oldest. */
const most = 8;

export function createProbes(newToken: () => string): Probes {
  const expected = new Map<string, Arrival | null>();
  return {
    expect() {
      const token = newToken();
      const [oldest] = expected.keys();
      if (expected.size >= most && oldest !== undefined) expected.delete(oldest);
      expected.set(token, null);
      return token;
    },
    note(token, arrival) {
      if (expected.has(token)) expected.set(token, arrival());
    },
    arrival: (token) => expected.get(token) ?? null,
  };
}

/** Before a request is answered. */
export function noteProbes(probes: Probes, peerOf: PeerOf, proxies: number): MiddlewareHandler {
  return async (c, next) => {
    const token = c.req.header(probeHeader);
    if (token !== undefined) probes.note(token, () => arrivalOf(c, peerOf(c), proxies));
    await next();
  };
}

export function arrivalOf(c: Pick<Context, "req">, peer: string, proxies: number): Arrival {
  const forwardedFor = c.req.header("x-forwarded-for");
  return {
    peer,
    client: clientAddress(peer, forwardedFor, proxies),
    forwardedFor: forwardedFor ?? null,
    upgrade: c.req.header("upgrade") ?? null,
  };
}
