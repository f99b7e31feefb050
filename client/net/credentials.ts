// How a program says who it is: by a token, or by the cookie of a session.
// `fetch` and a constructor of WebSockets are handed in.

import type { HttpAnswer, HttpRequest } from "./api.ts";
import { CookieJar } from "./cookie_jar.ts";
import type { Wire } from "./socket.ts";

/** The runtime's `fetch`, as far as it is used here. */
export type Fetch = (url: string, init: HttpRequest) => Promise<CookieAnswer>;

interface CookieAnswer extends HttpAnswer {
  readonly headers: { getSetCookie?(): string[] };
}

/** A WebSocket: of a browser, Deno, Node from version 22 on, or the package `ws`. */
export type WebSocketConstructor = new (url: string, ...rest: never[]) => Wire;

/** The subprotocol that a socket with a token speaks. */
const subprotocol = "trio";

export interface CredentialsOptions {
  /** Where the server is: `https://trio.example`. */
  readonly url: string;
  readonly token: string | undefined;
  readonly fetch: Fetch;
  readonly WebSocket: WebSocketConstructor;
}

export interface Credentials {
  readonly fetch: (path: string, init: HttpRequest) => Promise<HttpAnswer>;
  readonly Wire: new (url: string) => Wire;
  /** Of the socket. */
  readonly url: string;
}

/** Requests and sockets that go to the server and say whose they are. */
export function createCredentials(
  { url, token, fetch, WebSocket }: CredentialsOptions,
): Credentials {
  const origin = url.replace(/\/+$/, "");
  const jar = new CookieJar();
  const headers = (): Record<string, string> => {
    if (token !== undefined) return { authorization: `Bearer ${token}` };
    return jar.header === "" ? {} : { cookie: jar.header };
  };
  // Sockets cannot set headers everywhere: the token is a subprotocol. Where cookies are not kept
  // by the runtime, headers can be set: Deno, Node and `ws` take them as the second argument.
  const second = () => {
    if (token !== undefined) return [[subprotocol, token]];
    return jar.header === "" ? [] : [{ headers: headers() }];
  };
  const Opened = WebSocket as new (url: string, ...second: readonly unknown[]) => Wire;
  return {
    url: `${origin.replace(/^http/, "ws")}/ws`,
    async fetch(path, init) {
      const answer = await fetch(origin + path, {
        ...init,
        headers: { ...init.headers, ...headers() },
      });
      jar.keep(answer.headers.getSetCookie?.() ?? []);
      return answer;
    },
    Wire: class extends Opened {
      constructor(address: string) {
        super(address, ...second());
        // The package `ws` throws what nothing listens to; the close says the same.
        this.onerror = () => {};
      }
    },
  };
}
