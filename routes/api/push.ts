// Subscriptions of browsers to pushes. Where pushes are switched off there is nothing of this.

import { createPublicKey } from "node:crypto";
import { Hono, type MiddlewareHandler } from "hono";
import * as v from "valibot";
import { instantOf } from "../../protocol/clock.ts";
import type { GroupId } from "../../protocol/domain.ts";
import { endpointLength, mutedMost } from "../../protocol/push_content.ts";
import { type Env, signedIn } from "../auth/session.ts";
import type { Deps } from "../deps.ts";
import { jsonBody } from "../http/body.ts";
import { problem } from "../http/problem.ts";
import { idOf } from "../http/schemas.ts";
import { invalid, strict } from "../http/validate.ts";
import { pushEndpoint } from "../push/endpoints.ts";
import { base64url, publicJwk } from "../push/points.ts";

export function pushRoutes(deps: Deps): Hono<Env> {
  const { store, clock, settings } = deps;
  const app = new Hono<Env>();
  const path = "/push/subscription";
  app.use("/push", unlessOff(deps));
  app.use("/push/*", unlessOff(deps));

  app.get("/push", signedIn(deps, "read"), (c) => c.json({ publicKey: deps.pushKey }));

  app.put(path, signedIn(deps), jsonBody(subscription, deps), async (c) => {
    const { endpoint: given, keys, muted = [] } = c.req.valid("json");
    const endpoint = pushEndpoint(given, settings.pushHosts);
    if (endpoint === null) {
      return invalid(c, "endpoint", "Expected an address of a push service that this server knows");
    }
    const { id: session } = c.var.session;
    const at = instantOf(clock.now());
    const isKept = await store.subscribe({ endpoint, ...keys, session, muted, at });
    if (!isKept) return problem(c, "unauthenticated", "The session is over");
    return c.body(null, 204);
  });

  app.delete(path, signedIn(deps), jsonBody(ended, deps), async (c) => {
    const endpoint = pushEndpoint(c.req.valid("json").endpoint, settings.pushHosts);
    // What no subscription can have is none of the user's.
    if (endpoint !== null) await store.unsubscribe(c.var.session.user, endpoint);
    return c.body(null, 204);
  });
  return app;
}

function unlessOff({ pushKey }: Deps): MiddlewareHandler {
  return async (c, next) => {
    if (pushKey === null) {
      return problem(c, "not_found", `There is no ${c.req.method} ${c.req.path}`);
    }
    await next();
  };
}

const endpoint = v.pipe(
  v.string("Expected an address"),
  v.maxLength(endpointLength, `At most ${endpointLength} characters`),
);

const checked = (isRight: (text: string) => boolean, wanted: string) =>
  v.pipe(v.string(wanted), v.check(isRight, wanted));

const subscription = strict({
  endpoint,
  keys: strict({
    p256dh: checked(isPoint, "Expected an uncompressed point of P-256, 65 bytes in base64url"),
    auth: checked((text) => decoded(text)?.length === 16, "Expected 16 bytes in base64url"),
  }),
  muted: v.optional(v.pipe(
    v.array(idOf<GroupId>("Expected the id of a group")),
    v.maxLength(mutedMost, `At most ${mutedMost} groups`),
  )),
});

const ended = strict({ endpoint });

/** From base64url without padding, in the one way in which it is written right. */
function decoded(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const bytes = Uint8Array.fromBase64(text, { alphabet: "base64url" });
    return base64url(bytes) === text ? bytes : null;
  } catch {
    return null;
  }
}

/** Whether this is a point of the curve: Deno's WebCrypto takes any bytes. */
function isPoint(text: string): boolean {
  const bytes = decoded(text);
  if (bytes?.length !== 65 || bytes[0] !== 4) return false;
  try {
    createPublicKey({ key: publicJwk(bytes), format: "jwk" });
    return true;
  } catch {
    return false;
  }
}
