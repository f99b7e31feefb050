// A push service on this machine, with the browsers that have subscribed at it: it takes what a
// server sends, and decrypts it as the browser would.

import type { PushContent } from "../../../protocol/push_content.ts";
import { base64url, type BrowserKeys, decrypt, newBrowserKeys } from "./decryption.ts";

/** A push as it arrived. */
export interface Arrived {
  readonly path: string;
  readonly headers: Headers;
  readonly bytes: number;
  readonly content: PushContent;
}

/** A browser's subscription at the service. */
export interface TestSubscription {
  /** The body of `PUT /api/push/subscription`. */
  readonly body: {
    readonly endpoint: string;
    readonly keys: { readonly p256dh: string; readonly auth: string };
  };
  /** The next push that arrives at it. Rejects when none does in time. */
  next(): Promise<Arrived>;
  /** The pushes that have arrived and were not asked for. */
  readonly waiting: Arrived[];
}

export type Answer = (request: Request) => Response | Promise<Response>;

export interface PushService extends AsyncDisposable {
  /** For `PUSH_HOSTS`. */
  readonly host: string;
  readonly origin: string;
  /** Requests so far, at any endpoint. */
  readonly requests: number;
  /** What the service answers from now on; 201 at first. */
  answer: Answer;
  subscription(): Promise<TestSubscription>;
}

const patienceMs = 8_000;

export function startPushService(): PushService {
  const browsers = new Map<string, Browser>();
  let requests = 0;
  const created: Answer = () => new Response(null, { status: 201 });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    requests += 1;
    const path = new URL(request.url).pathname;
    const body = await request.bytes();
    const answer = await service.answer(request);
    if (answer.ok) await browsers.get(path)?.take({ path, headers: request.headers, body });
    return answer;
  });
  const { port } = server.addr;
  const service: PushService = {
    host: `127.0.0.1:${port}`,
    origin: `http://127.0.0.1:${port}`,
    get requests() {
      return requests;
    },
    answer: created,
    async subscription() {
      const path = `/push/${crypto.randomUUID()}`;
      const browser = new Browser(`${service.origin}${path}`, await newBrowserKeys());
      browsers.set(path, browser);
      return browser;
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
  return service;
}

class Browser implements TestSubscription {
  readonly body: TestSubscription["body"];
  readonly waiting: Arrived[] = [];
  readonly #keys: BrowserKeys;
  readonly #awaiting: ((arrived: Arrived) => void)[] = [];

  constructor(endpoint: string, keys: BrowserKeys) {
    this.#keys = keys;
    const { point, auth } = keys;
    this.body = { endpoint, keys: { p256dh: base64url(point), auth: base64url(auth) } };
  }

  async take(
    { body, ...rest }: Pick<Arrived, "path" | "headers"> & {
      readonly body: Uint8Array<ArrayBuffer>;
    },
  ): Promise<void> {
    const content: PushContent = JSON.parse(await decrypt(body, this.#keys));
    const arrived = { ...rest, bytes: body.length, content };
    const awaiting = this.#awaiting.shift();
    if (awaiting) awaiting(arrived);
    else this.waiting.push(arrived);
  }

  next(): Promise<Arrived> {
    const known = this.waiting.shift();
    if (known) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("No push arrived in time")), patienceMs);
      this.#awaiting.push((arrived) => {
        clearTimeout(timer);
        resolve(arrived);
      });
    });
  }
}
