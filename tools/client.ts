// A plain client of the public protocol, for the benches and the tests: HTTP with a cookie, and
// sockets with the same. Never retries, and rejects only when no answer came: it shows what the
// server does. A program that is to go on whatever happens uses `client/`.

import { readCookie } from "../client/net/cookie_jar.ts";
import type { Profile, Sex, User } from "../protocol/domain.ts";
import { type Line, type LineOptions, openLine } from "./line.ts";

export type { Closing, FrameOf, Line, Ready } from "./line.ts";

/** An answer of the server; `body` is parsed JSON, else the text, null where there is none. */
export interface Reply<Body = unknown> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}

export interface NewAccount {
  readonly username: string;
  readonly password: string;
  readonly profile?: {
    readonly birthDate: string;
    readonly sex: Sex;
    readonly languages?: readonly string[];
  };
  /** Whether the account is a program's; absent: it is a person's. */
  readonly bot?: boolean;
}

/** The answer to signing up, logging in and `GET /api/me`. */
export interface Me {
  readonly user: User;
  readonly profile: Profile | null;
}

/** One person's browser, as the server sees it: an address and a cookie. */
export class Client {
  /** The session cookie as `name=value`; empty when there is none. A test may set it. */
  cookie = "";
  /**
   * The device's cookie, which outlives sessions and accounts. Null: it is not kept, and the client
   * has no device; a test may set it.
   */
  device: string | null = null;
  readonly #url: string;
  readonly #options: LineOptions;

  /** `url` is where the server is: `http://127.0.0.1:8000`. The options are for the sockets. */
  constructor(url: string, options: LineOptions = {}) {
    this.#url = url.replace(/\/+$/, "");
    this.#options = options;
  }

  signUp(account: NewAccount): Promise<Reply<Me>> {
    return this.request("POST", "/api/users", account);
  }

  logIn(username: string, password: string): Promise<Reply<Me>> {
    return this.request("POST", "/api/session", { username, password });
  }

  logOut(): Promise<Reply<null>> {
    return this.request("DELETE", "/api/session");
  }

  get<Body = unknown>(path: string): Promise<Reply<Body>> {
    return this.request("GET", path);
  }

  put<Body = unknown>(path: string, body: unknown): Promise<Reply<Body>> {
    return this.request("PUT", path, body);
  }

  delete<Body = unknown>(path: string): Promise<Reply<Body>> {
    return this.request("DELETE", path);
  }

  /**
   * Any request. A `body` that is a string or bytes is sent as it is, anything else as JSON;
   * `extra` headers win. Every status is an answer. `Body` is what the caller expects, unchecked.
   */
  async request<Body = unknown>(
    method: string,
    path: string,
    body?: unknown,
    extra: Readonly<Record<string, string>> = {},
  ): Promise<Reply<Body>> {
    const headers = { ...this.#headers(), ...(body === undefined ? {} : json), ...extra };
    const init = { method, headers, redirect: "manual" as const };
    const answer = await fetch(
      this.#url + path,
      body === undefined ? init : { ...init, body: encode(body) },
    );
    this.#keepCookie(answer.headers);
    return {
      status: answer.status,
      body: parse(await answer.text()) as Body,
      headers: answer.headers,
    };
  }

  /** Opens a socket with the cookie, without hello; rejects when the upgrade is refused. */
  connect(extra: Readonly<Record<string, string>> = {}): Promise<Line> {
    return openLine(
      `${this.#url.replace(/^http/, "ws")}/ws`,
      { ...this.#headers(), ...extra },
      this.#options,
    );
  }

  #headers(): Record<string, string> {
    const cookies = [this.cookie, this.device ?? ""].filter((cookie) => cookie !== "");
    return cookies.length === 0 ? {} : { cookie: cookies.join("; ") };
  }

  #keepCookie(headers: Headers): void {
    for (const { name, pair, isCleared } of headers.getSetCookie().map(readCookie)) {
      if (/^(__Host-trio|trio(-\d+)?)$/.test(name)) this.cookie = isCleared ? "" : pair;
      if (this.device !== null && /^(__Host-)?trio-device$/.test(name)) this.device = pair;
    }
  }
}

const json = { "content-type": "application/json" };

function encode(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === "string") return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}

function parse(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
