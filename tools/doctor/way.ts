// What the doctor finds on the way that people take: the public address, the proxies, Trio.

import { askTrio } from "../admin/admin_connection.ts";
import { type Arrival, arrivalOf, probeHeader } from "../../routes/admin/probes.ts";

/** Where requests arrive: at the Trio that runs, or at the doctor, which stands in for it. */
export interface Receiver {
  /** Null: the doctor stands in. */
  readonly running: Running | null;
  /** A token for one request. */
  expect(): Promise<string>;
  /** Null: nothing has arrived with it. */
  arrival(token: string): Promise<Arrival | null>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The Trio that runs, by the operator's channel. */
export interface Running {
  readonly pid: number;
  readonly version: string;
  readonly proxies: number;
  readonly sockets: string;
}

export interface Way {
  readonly origin: string;
  /** Of `/healthz`; null: it could not be reached, and `why` says why. */
  readonly status: number | null;
  readonly why: string;
  /** Whether the answer is Trio's, or the doctor's. */
  readonly isTrio: boolean;
  /** What `/healthz` says, null where the doctor answers. */
  readonly version: string | null;
  /** How far the clock of `Date` is ahead of this machine's, in ms; null: there is no `Date`. */
  readonly clockAhead: number | null;
  readonly hasHsts: boolean;
  /** Of a request for a socket. */
  readonly arrival: Arrival | null;
}

/** What the doctor claims to be, as a client might; of the range for documentation. */
export const forged = "192.0.2.7";

/** For the answer of `/healthz`, and again for all requests for a socket together. */
const usualPatienceMs = 10_000;
/** Behind a balancer a request may go to any of 16 nodes. */
const tries = 64;

/** Null: Trio does not run, or not where this account may command it. */
export async function findRunning(dataDir: string): Promise<Receiver | null> {
  const ask = (method: "GET" | "POST", path: string) =>
    askTrio(dataDir, { method, path: `/probes${path}`, body: null, done: "" });
  const first = await ask("POST", "").catch(() => null);
  if (first?.status !== 201) return null;
  return {
    running: first.body as Running,
    expect: async () => (await ask("POST", ""))?.body?.["token" as never] ?? "",
    async arrival(token) {
      const answer = await ask("GET", `/${token}`);
      return answer?.status === 200 ? answer.body as Arrival : null;
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Listens where Trio would. Null: another program does. */
export function standIn(
  { host, port, proxies }: {
    readonly host: string;
    readonly port: number;
    readonly proxies: number;
  },
): Receiver | null {
  const arrivals = new Map<string, Arrival>();
  try {
    const server = Deno.serve({ hostname: host, port, onListen: () => {} }, (request, info) => {
      const token = request.headers.get(probeHeader);
      const header = (name: string) => request.headers.get(name) ?? undefined;
      if (token !== null && "hostname" in info.remoteAddr) {
        const c = { req: { header } } as Parameters<typeof arrivalOf>[0];
        arrivals.set(token, arrivalOf(c, info.remoteAddr.hostname, proxies));
      }
      return Response.json({ status: "doctor" }, { status: 503 });
    });
    return {
      running: null,
      expect: () => Promise.resolve(crypto.randomUUID()),
      arrival: (token) => Promise.resolve(arrivals.get(token) ?? null),
      [Symbol.asyncDispose]: () => server.shutdown(),
    };
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return null;
    throw error;
  }
}

/** `caCerts`: of authorities to be trusted besides, as PEM. */
export async function walk(
  origin: string,
  receiver: Receiver,
  caCerts: readonly string[],
  patienceMs = usualPatienceMs,
): Promise<Way> {
  using client = Deno.createHttpClient({ caCerts: [...caCerts] });
  const signal = AbortSignal.timeout(patienceMs);
  try {
    const answer = await fetch(`${origin}/healthz`, { client, signal, redirect: "manual" });
    const body = await answer.json().catch(() => null);
    const date = Date.parse(answer.headers.get("date") ?? "");
    const isReached = body?.status === (receiver.running === null ? "doctor" : "alive");
    return {
      origin,
      status: answer.status,
      why: "",
      isTrio: isReached,
      version: typeof body?.version === "string" ? body.version : null,
      clockAhead: Number.isNaN(date) ? null : date - Date.now(),
      hasHsts: answer.headers.has("strict-transport-security"),
      arrival: isReached
        ? await sendProbes(origin, receiver, { caCerts, signal: AbortSignal.timeout(patienceMs) })
        : null,
    };
  } catch (error) {
    const nothing = { isTrio: false, version: null, clockAhead: null, hasHsts: false };
    return { origin, status: null, why: reasonOf(error), ...nothing, arrival: null };
  }
}

interface Asking {
  readonly caCerts: readonly string[];
  /** Gives up. */
  readonly signal: AbortSignal;
}

async function sendProbes(
  origin: string,
  receiver: Receiver,
  asking: Asking,
): Promise<Arrival | null> {
  const token = await receiver.expect();
  for (let at = 0; at < tries && !asking.signal.aborted; at++) {
    await requestSocket(new URL(origin), asking, { [probeHeader]: token }).catch((error) => {
      if (!asking.signal.aborted) throw error;
    });
    const arrival = await receiver.arrival(token);
    if (arrival !== null) return arrival;
  }
  return null;
}

/** Asks for a socket, which needs a session and is refused, and reads whatever comes first. */
async function requestSocket(
  { protocol, hostname: name, port, host }: URL,
  { caCerts, signal }: Asking,
  more: Readonly<Record<string, string>>,
): Promise<void> {
  const hostname = name.replace(/^\[|\]$/g, "");
  const isTls = protocol === "https:";
  const address = { hostname, port: Number(port || (isTls ? 443 : 80)) };
  const plain = await Deno.connect({ ...address, signal });
  using connection = isTls
    ? await Deno.startTls(plain, { hostname, caCerts: [...caCerts] })
    : plain;
  const giveUp = () => connection.close();
  signal.addEventListener("abort", giveUp);
  const headers = {
    Host: host,
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "X-Forwarded-For": forged,
    ...more,
  };
  const lines = Object.entries(headers).map(([header, value]) => `${header}: ${value}\r\n`);
  const text = `GET /ws HTTP/1.1\r\n${lines.join("")}\r\n`;
  try {
    await connection.write(new TextEncoder().encode(text));
    await connection.read(new Uint8Array(1_024)).catch(() => null);
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}

/** What a fetch says of its failure, from the innermost cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  if (cause instanceof Error) return reasonOf(cause);
  return message.replace(/^error sending request for url \([^)]*\): /, "");
}
