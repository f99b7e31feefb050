// Hands a push to its push service (RFC 8030), encrypted for the browser alone (RFC 8291). Nothing
// of it goes to a log: neither what it says nor where to.

import type { PushAnswer } from "../../actors/push/push_outcome.ts";
import type { PostPush } from "../../actors/push/push_sender.ts";
import type { Push, PushTarget } from "../../db/store/pushes.ts";
import type { Report } from "../../logging/events.ts";
import type { Clock } from "../../protocol/clock.ts";
import type { PushType } from "../../protocol/push_content.ts";
import type { Settings } from "../../settings.ts";
import { pushEndpoint } from "./endpoints.ts";

export interface PostPushDeps {
  readonly hosts: Settings["pushHosts"];
  readonly clock: Clock;
  /** Gives the header `Authorization` for an origin. */
  readonly authorize: (origin: string) => Promise<string>;
  readonly report: Report;
}

/** A push service that has not answered by then has not answered. */
const answerMs = 10_000;
/** A push service keeps a push for so long: whoever comes back later finds it in the chat. */
const ttlSeconds = 7 * 86_400;
/** A refusal of a host is reported again after this time. */
const reportedMs = 3_600_000;

const urgencies: Readonly<Record<PushType, string>> = {
  match: "high",
  text: "normal",
  asleep: "low",
};

export function createPostPush(deps: PostPushDeps): PostPush {
  const { hosts, clock, authorize, report } = deps;
  const reported = new Map<string, number>();
  const reportRefusal = (host: string, status: number) => {
    const key = `${host} ${status}`;
    if ((reported.get(key) ?? -Infinity) > clock.now() - reportedMs) return;
    if (reported.size >= 100) reported.clear();
    reported.set(key, clock.now());
    report("push_host_refuses", { host, status });
  };
  return async (push, stopping) => {
    const { endpoint } = push.target;
    // The setting has changed since it was stored.
    if (pushEndpoint(endpoint, hosts) === null) return { status: 410, retryAfterMs: null };
    const { origin, host } = new URL(endpoint);
    const body = await encrypted(push).catch((error) => {
      report("push_not_encrypted", { error });
      return null;
    });
    if (body === null) return { status: 400, retryAfterMs: null };
    try {
      const answer = await post(push, {
        body,
        authorization: await authorize(origin),
        signal: AbortSignal.any([stopping, AbortSignal.timeout(answerMs)]),
        now: clock.now(),
      });
      if (isRefusal(answer.status)) reportRefusal(host, answer.status);
      return answer;
    } catch {
      return null;
    }
  };
}

async function post(
  { target, content }: Push,
  { body, authorization, signal, now }: {
    readonly body: Uint8Array<ArrayBuffer>;
    readonly authorization: string;
    readonly signal: AbortSignal;
    readonly now: number;
  },
): Promise<NonNullable<PushAnswer>> {
  const { status, headers, body: said } = await fetch(target.endpoint, {
    method: "POST",
    body,
    headers: {
      authorization,
      "content-encoding": "aes128gcm",
      "content-type": "application/octet-stream",
      ttl: String(ttlSeconds),
      urgency: urgencies[content.type],
      topic: await topicOf(target, content.group ?? content.type),
    },
    // Where a push service would send it on to was never allowed.
    redirect: "manual",
    signal,
  });
  await said?.cancel();
  return { status, retryAfterMs: retryAfterMs(headers.get("retry-after"), now) };
}

/** Loaded at the first push: most servers send none for long. */
async function encrypted({ target, content }: Push): Promise<Uint8Array<ArrayBuffer>> {
  const { encryptNotification } = await import("@block65/webcrypto-web-push");
  const { endpoint, ...keys } = target;
  return await encryptNotification(
    { endpoint, keys, expirationTime: null },
    new TextEncoder().encode(JSON.stringify(content)),
  );
}

/**
 * A push that has not arrived is replaced by the next one of its topic. Keyed, so that push
 * services do not learn whose subscriptions are about one group.
 */
async function topicOf({ auth }: PushTarget, about: string): Promise<string> {
  const secret = Uint8Array.fromBase64(auth, { alphabet: "base64url" });
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", secret, hmac, false, ["sign"]);
  const hash = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(about));
  return new Uint8Array(hash).subarray(0, 24).toBase64({ alphabet: "base64url" });
}

/** Seconds, or a date. */
function retryAfterMs(value: string | null, now: number): number | null {
  if (value === null) return null;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}

/** Neither that the subscription is over, nor that it may go another time. */
function isRefusal(status: number): boolean {
  return status >= 300 && status < 500 && ![404, 410, 429].includes(status);
}
