// The calls for pushes.

import type { GroupId } from "../../protocol/domain.ts";
import type { Ask } from "../../client/net/api.ts";

export interface PushSubscriptionBody {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
  /** Groups whose texts are not to be pushed. */
  readonly muted: readonly GroupId[];
}

export function pushApi(ask: Ask) {
  return {
    key: () => ask<{ publicKey: string }>("GET", "/api/push"),
    subscribe: (body: PushSubscriptionBody) => ask<null>("PUT", "/api/push/subscription", body),
    unsubscribe: (endpoint: string) => ask<null>("DELETE", "/api/push/subscription", { endpoint }),
  };
}
