// A proxy in front of a server, for HTTP and sockets, that changes what the server sends over
// sockets: what comes through breaks the promises that the server keeps.

import type { ServerFrame } from "../../../protocol/frames.ts";

/** What a client is sent for a frame of the server's; `user` is whose socket it is. */
export type Break = (frame: ServerFrame, user: string) => readonly ServerFrame[];

export interface BreakingProxy extends AsyncDisposable {
  readonly url: string;
}

// The DOM's type of WebSocket lacks Deno's second argument.
const HeaderedWebSocket = WebSocket as unknown as new (
  url: string,
  options: { readonly headers: Readonly<Record<string, string>> },
) => WebSocket;

export function startBreakingProxy(serverUrl: string, breaks: Break): BreakingProxy {
  const upstream = new Set<WebSocket>();
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    const { pathname, search } = new URL(request.url);
    const url = serverUrl + pathname + search;
    if (request.headers.get("upgrade") !== "websocket") {
      return fetch(url, { ...init(request), redirect: "manual" });
    }
    const headers = { cookie: request.headers.get("cookie") ?? "" };
    const { socket, response } = Deno.upgradeWebSocket(request);
    const behind = new HeaderedWebSocket(url.replace(/^http/, "ws"), { headers });
    upstream.add(behind);
    join(socket, behind, breaks);
    return response;
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of upstream) socket.close();
      await server.shutdown();
    },
  };
}

function init(request: Request): RequestInit {
  const { method, headers, body } = request;
  return { method, headers, ...(body !== null && { body }) };
}

/** What comes from the client before the server's socket is open is kept until then. */
function join(client: WebSocket, behind: WebSocket, breaks: Break): void {
  const early: string[] = [];
  let user = "";
  client.onmessage = ({ data }) => {
    if (behind.readyState === WebSocket.OPEN) behind.send(data);
    else early.push(data);
  };
  behind.onopen = () => early.splice(0).forEach((data) => behind.send(data));
  behind.onmessage = ({ data }) => {
    const frame = JSON.parse(data) as ServerFrame;
    if (frame.type === "ready") user = frame.user.id;
    if (client.readyState !== WebSocket.OPEN) return;
    for (const one of breaks(frame, user)) client.send(JSON.stringify(one));
  };
  client.onclose = () => behind.close();
  behind.onclose = () => client.close();
}
