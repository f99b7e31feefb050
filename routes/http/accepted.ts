// What a handler accepts of a request, for those who describe the routes: docs/openapi.json is made
// of the very schemas that requests are held against. The check of origins asks it, too, since it
// is made before any handler.

import type { Handler } from "hono";
import type * as v from "valibot";

export interface AcceptedFields {
  readonly in: "body" | "query";
  readonly schema: v.GenericSchema;
  /** Whether no body is the same as one without fields. */
  readonly isOptional?: boolean;
}

/** An API token with one of the scopes. */
interface AcceptedToken {
  readonly in: "authorization";
  readonly scopes: readonly string[];
}

export type Accepted = AcceptedFields | AcceptedToken;

const mark = Symbol("accepted");

/** Notes what the handler accepts, and gives it back. */
export function accepting<Accepting extends object>(
  accepted: Accepted,
  handler: Accepting,
): Accepting {
  return Object.assign(handler, { [mark]: accepted });
}

/** Undefined for a handler that holds nothing against a schema. */
export function whatAccepts(handler: Handler): Accepted | undefined {
  return (handler as { readonly [mark]?: Accepted })[mark];
}
