// Tells the operator when a refused origin looks like the server's own: a proxy in front has put
// another `Host` in its place, and `ORIGIN` does not say the right one. What makes it look so is of
// the client's choice, and so no address of the request is told: a stranger's could be added.

import type { World } from "../../actors/world.ts";
import { TokenBucket } from "../../protocol/token_bucket.ts";

/** One at once, then one a minute: each refused request would say the same. */
const pace = { capacity: 1, perSecond: 1 / 60 };

/** Notes a request whose origin was refused. */
export type OriginHint = (request: Request) => void;

export function createOriginHint({ clock, report }: Pick<World, "clock" | "report">): OriginHint {
  const bucket = new TokenBucket(pace, clock.now());
  return ({ headers }) => {
    const origin = headers.get("origin") ?? "";
    if (!isOwnInBrowser(origin, headers) || !bucket.take(clock.now())) return;
    report("origin_refused");
  };
}

/** Whether the browser, or the proxy, says that page and server are of one origin. */
function isOwnInBrowser(origin: string, headers: Headers): boolean {
  const url = URL.parse(origin);
  if (url === null || !/^https?:$/.test(url.protocol)) return false;
  return headers.get("sec-fetch-site") === "same-origin" ||
    headers.get("x-forwarded-host")?.toLowerCase() === url.host;
}
