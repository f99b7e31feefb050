// The `ws` driver: the package ws on node:http, with Hono through its adapter. Bounds every message
// before it is whole, drops peers that do not answer, and takes half the native driver's memory for
// each socket.

import { createServer, type IncomingMessage, type Server, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { getRequestListener, type Http2Bindings, type HttpBindings } from "@hono/node-server";
// @ts-types="@types/ws"
import { WebSocketServer } from "ws";
import { systemClock } from "../../protocol/clock.ts";
import { createApp } from "../app.ts";
import { socketProtocol } from "../auth/api_tokens.ts";
import type { PeerOf } from "../limits/client_address.ts";
import type { Deps } from "../deps.ts";
import { limitConnections } from "./connections.ts";
import type { Address, Serving } from "./driver.ts";
import {
  Corks,
  Frames,
  NodeSocket,
  ServedSocket,
  type Shared,
  SlowReaders,
} from "./node_socket.ts";
import { converse } from "../sockets/dialogue.ts";
import { type Admitted, offersWebSocket, type Upgrade } from "../sockets/upgrade.ts";

/** A peer that has not answered a ping when the next one is due is gone. */
const pingMs = 30_000;
/** How long a request's headers may take, on a connection that says nothing, too. */
const headersMs = 8_000;
/** How long all of a request may take: a body has the 10 s that the routes give it. */
const requestMs = 19_000;
/** Connections are looked at so often: none lasts longer than its time and this. */
const lookMs = 1_000;

/**
 * A message of one byte a piece keeps much more than its bytes, and so does a frame that comes byte
 * by byte. No client cuts a frame of the usual size into more.
 */
const piecesMost = 64;
/** Pieces in which a frame may come from the network: so many, and one more for so many bytes. */
const chunksLeast = 256;
const chunkBytes = 512;

type Take = (admitted: Admitted) => void;

export async function serveNode(deps: Deps, address: Address): Promise<Serving> {
  const app = createApp(deps, { upgrade, peerOf });
  // The routes refuse a Host that is none.
  const refuseHost = () => app.request("/api", { headers: { host: "" } });
  const listener = getRequestListener(
    async (request, env) => {
      const answer = hasSeveralHosts(env.incoming) ? refuseHost() : app.fetch(request, env);
      return await discardUnread(answer, env);
    },
    // The adapter makes no request of what gives no URL, mostly for its Host.
    { overrideGlobalObjects: false, errorHandler: refuseHost },
  );
  const server = createServer({
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: lookMs,
    shouldUpgradeCallback: isHandshake,
  }, (incoming, outgoing) => void listener(incoming, outgoing));
  limitConnections(server, deps.settings);
  const sockets = createSockets(deps.limits);
  const open = new Set<ServedSocket>();
  const shared = { frames: new Frames(), corks: new Corks(), slow: new SlowReaders(), open };
  takeUpgrades(server, sockets, { deps, fetch: app.fetch, shared });
  const stopPing = systemClock.every(pingMs, () => {
    for (const socket of open) socket.askWhetherAlive();
  });
  const port = await listen(server, address);
  return {
    port,
    async stop() {
      stopPing();
      shared.slow.dropAll();
      await stopped(server, open);
    },
  };
}

function createSockets({ frameBytes }: Deps["limits"]) {
  return new WebSocketServer({
    noServer: true,
    maxPayload: frameBytes,
    maxFragments: piecesMost,
    maxBufferedChunks: chunksLeast + Math.ceil(frameBytes / chunkBytes),
    perMessageDeflate: false,
    // The routes read them: a token among them is no protocol, and is not sent back.
    handleProtocols: (offered) => offered.has(socketProtocol) && socketProtocol,
    clientTracking: false,
    WebSocket: ServedSocket,
  });
}

const upgrade: Upgrade = (c, admitted) => {
  // Absent where node:http saw no handshake in the request.
  const { take } = c.env as { take?: Take };
  take?.(admitted);
  return take ? new Response() : null;
};

const peerOf: PeerOf = ({ env }) => {
  const { incoming } = env as { incoming?: IncomingMessage };
  return incoming?.socket.remoteAddress ?? "unknown";
};

/**
 * Discards a body that no route has read, before the answer goes out. The adapter would do so by
 * timers once the answer is sent, and they outlive a server that stops.
 */
async function discardUnread(
  answer: Response | Promise<Response>,
  { incoming }: HttpBindings | Http2Bindings,
): Promise<Response> {
  const response = await answer;
  if (!incoming.readableDidRead) incoming.resume();
  return response;
}

/** Opens a socket for each handshake that the routes admit, and refuses the others. */
function takeUpgrades(
  server: Server,
  sockets: ReturnType<typeof createSockets>,
  { deps, fetch, shared }: { readonly deps: Deps; readonly fetch: Fetch; readonly shared: Shared },
): void {
  server.on("upgrade", (request, stream, head) => {
    stream.on("error", destroy);
    const open = ({ session, takePlace }: Admitted) => {
      // ws takes no list of protocols.
      request.headers.upgrade = "websocket";
      sockets.handleUpgrade(request, stream, head, (socket) => {
        // ws has its own by now.
        stream.off("error", destroy);
        const driver = new NodeSocket(socket, { stream, place: takePlace(), shared });
        socket.serve(driver);
        driver.serve(converse(session, driver, deps));
      });
    };
    admit(request, open, fetch).then((refusal) => refusal && refuse(stream, refusal)).catch(
      (error) => {
        deps.report("socket_not_opened", { error });
        stream.destroy();
      },
    );
  });
}

/** One function for all streams: a closure would keep a request in memory as long as its stream. */
function destroy(this: Duplex): void {
  this.destroy();
}

type Fetch = (
  request: Request,
  env: { take: Take; incoming: IncomingMessage },
) => Response | Promise<Response>;

/**
 * Whether a request leaves HTTP for a socket. An offer of any other protocol is ignored, as RFC
 * 9110 allows: Java's client and `curl --http2` offer HTTP/2 with every request, also with a body.
 */
function isHandshake({ method, headers, url }: IncomingMessage): boolean {
  return method === "GET" && offersWebSocket(headers.upgrade) &&
    /^\/ws(\?|$)/.test(url ?? "");
}

/** Of several, which RFC 9112 has refused, node:http takes the first and hides the others. */
function hasSeveralHosts({ rawHeaders }: Pick<IncomingMessage, "rawHeaders">): boolean {
  return rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === "host").length > 1;
}

/** Asks the routes; null when they admitted the request and its socket is open. */
async function admit(
  incoming: IncomingMessage,
  open: Take,
  fetch: Fetch,
): Promise<Response | null> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  if (hasSeveralHosts(incoming)) headers.set("host", "");
  const request = new Request(`http://localhost${incoming.url}`, { headers });
  let admitted: Admitted | null = null;
  const response = await fetch(request, { take: (taken) => admitted = taken, incoming });
  if (admitted === null) return response;
  open(admitted);
  return null;
}

async function refuse(stream: Duplex, response: Response): Promise<void> {
  const body = await response.text();
  const headers = [...response.headers, ["connection", "close"], [
    "content-length",
    String(new Blob([body]).size),
  ]];
  const status = `${response.status} ${STATUS_CODES[response.status] ?? ""}`;
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  stream.end(`HTTP/1.1 ${status}\r\n${lines}\r\n${body}`);
}

function listen(server: Server, { port, hostname }: Address): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

/**
 * Resolves when all is closed. A socket that has its close frame gets its time to answer; one that
 * nobody has closed is dropped.
 */
async function stopped(server: Server, sockets: ReadonlySet<ServedSocket>): Promise<void> {
  await Promise.all([...sockets].map((socket) => {
    const gone = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    if (socket.readyState === socket.OPEN) socket.terminate();
    return gone;
  }));
  await new Promise<void>((closed) => {
    server.close(() => closed());
    server.closeAllConnections();
  });
}
