// Schemas as JSON Schema, for the documents: what has a name stands among their components.

import { type ConversionConfig, toJsonSchema, toJsonSchemaDefs } from "@valibot/to-json-schema";
import type * as v from "valibot";
import * as values from "./values.ts";

export type Json = { readonly [name: string]: unknown };

const named: Readonly<Record<string, v.GenericSchema>> = {
  User: values.user,
  Preferences: values.preferences,
  Profile: values.profile,
  Criteria: values.criteria,
  Ticket: values.ticket,
  Seat: values.seat,
  Invite: values.invite,
  Message: values.message,
  Group: values.group,
  Limits: values.limits,
  Notice: values.notice,
  OwnReport: values.ownReport,
  Decision: values.decision,
  Report: values.report,
  AuditEntry: values.auditEntry,
  UserHistory: values.userHistory,
  ApiToken: values.apiToken,
  Push: values.push,
};

const common = {
  target: "draft-2020-12",
  // A rule that no JSON Schema can say is said in words, and by docs/protocol.md.
  errorMode: "ignore",
  overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
} as const satisfies ConversionConfig;

/** What the server reads: a field that it does not know is refused. */
export function accepted(schema: v.GenericSchema): Json {
  return plain(toJsonSchema(schema, { ...common, typeMode: "input" }));
}

/** What the server writes: further fields may come, and a client ignores them. */
export function told(schema: v.GenericSchema): Json {
  return open(plain(toJsonSchema(schema, { ...common, definitions: { ...named } }))) as Json;
}

/** The schemas of all that has a name. */
export function components(): Json {
  return open(toJsonSchemaDefs({ ...named }, common)) as Json;
}

function plain(schema: object): Json {
  const { $schema: _of, $defs: _named, ...rest } = schema as Record<string, unknown>;
  return rest;
}

/** The same without the ban on further fields, however deep it stands. */
function open(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(open);
  if (!(schema instanceof Object)) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([name, value]) => name !== "additionalProperties" || value !== false)
      .map(([name, value]) => [name, open(value)]),
  );
}
