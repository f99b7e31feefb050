// The contract for machines: it is what the program does, what docs/protocol.md says, and right by
// the rules of its formats.

import assert from "node:assert/strict";
import { Validator } from "@seriousme/openapi-schema-validator";
import asyncapiRules from "@asyncapi/specs/schemas/3.0.0-without-$id.json" with { type: "json" };
import { Ajv } from "ajv";
import type * as v from "valibot";
import { createApp } from "../../routes/app.ts";
import { startServer } from "../support/server/server.ts";
import { holdAnswer, holdFrame } from "./answers.ts";
import { play, readSteps } from "./example.ts";
import { clientFrames, serverFrames } from "./frames.ts";
import { servedBy } from "./openapi.ts";
import { operations } from "./operations.ts";
import { type Fields, framesOf, requestsOf, valueFields } from "./protocol_page.ts";
import * as values from "./values.ts";
import { documents } from "./write.ts";

const docs = new URL("../../docs/", import.meta.url);
const read = (name: string) => Deno.readTextFile(new URL(name, docs));
const page = await read("protocol.md");

Deno.test("[Z150] the documents are what `deno task contract` makes of the schemas, and are served", async () => {
  await using server = await startServer();
  for (const [name, text] of Object.entries(await documents())) {
    assert.equal(await read(name), text, `docs/${name}: run deno task contract`);
    const { status, body } = await server.client().get(`/api/${name}`);
    assert.deepEqual({ status, body }, { status: 200, body: JSON.parse(text) });
    const headers = { "accept-encoding": "gzip" };
    const packed = await fetch(`${server.url}/api/${name}`, { headers });
    // The runtime unpacks it, and takes away what said so.
    assert.deepEqual(await packed.json(), JSON.parse(text));
    assert.equal(packed.headers.get("vary"), "accept-encoding");
    assert.equal(packed.headers.get("cache-control"), "no-cache");
    const tag = packed.headers.get("etag") ?? "";
    const again = await fetch(`${server.url}/api/${name}`, {
      headers: { ...headers, "if-none-match": tag },
    });
    assert.deepEqual([again.status, await again.text()], [304, ""]);
  }
});

Deno.test("[Z151] the documents keep the rules of OpenAPI 3.1 and of AsyncAPI 3.0", async () => {
  const openapi = JSON.parse(await read("openapi.json"));
  const asyncapi = JSON.parse(await read("asyncapi.json"));
  assert.deepEqual((await new Validator().validate(openapi)).errors ?? [], []);
  const isAsyncapi = new Ajv({ strict: false, validateFormats: false }).compile(asyncapiRules);
  assert(isAsyncapi(asyncapi), JSON.stringify(isAsyncapi.errors));
  for (const document of [openapi, asyncapi]) assert.deepEqual(deadReferences(document), []);
  assert.equal((await new Validator().validate({ ...openapi, paths: { a: 1 } })).valid, false);
  assert(!isAsyncapi({ ...asyncapi, channels: 1 }));
  assert.deepEqual(deadReferences({ $ref: "#/components/x" }), ["#/components/x"]);
});

function deadReferences(document: object): string[] {
  const all = [...JSON.stringify(document).matchAll(/"\$ref":"(#[^"]+)"/g)];
  const isDead = (reference: string) =>
    reference.split("/").slice(1).reduce<unknown>(
      (of, name) => (of as Record<string, unknown> | undefined)?.[name],
      document,
    ) === undefined;
  return [...new Set(all.map(([, reference = ""]) => reference))].filter(isDead);
}

Deno.test("[Z152] every path that the program serves is described, and no other", async () => {
  await using server = await startServer();
  const app = createApp(server.deps, { upgrade: () => null, peerOf: () => "" });
  assert.deepEqual(Object.keys(operations).toSorted(), [...servedBy(app).keys()].toSorted());
});

Deno.test("[Z153] docs/protocol.md has the same paths, with the same success and refusals", () => {
  const written = requestsOf(page);
  assert.deepEqual(
    [...new Set(written.map(({ name }) => name))].toSorted(),
    Object.keys(operations).toSorted(),
  );
  // These stand above the tables, for each path where they may come.
  const common = ["not_found", "invalid", "slow_down", "busy", "unavailable"];
  for (const { name, status, codes } of written) {
    const operation = operations[name];
    assert.equal(status, operation?.status, name);
    const named = new Set(codes.filter((code) => !common.includes(code)));
    const described = operation?.refusals.filter((code) => !common.includes(code)) ?? [];
    assert.deepEqual([...named].toSorted(), [...described].toSorted(), name);
  }
});

interface Entries {
  readonly entries: Readonly<Record<string, { readonly type: string }>>;
}

/** The fields of a schema of an object. */
function entriesOf(schema: v.GenericSchema): Fields {
  const { entries } = schema as unknown as Entries;
  return new Map(
    Object.entries(entries).map(([name, { type }]) => [name, type === "exact_optional"]),
  );
}

const sorted = (fields: Fields) => [...fields].toSorted();

Deno.test("[Z154] docs/protocol.md has the same frames, with the same fields", () => {
  const sides = [["From the client:", clientFrames], ["From the server:", serverFrames]] as const;
  for (const [heading, frames] of sides) {
    const written = framesOf(page, heading);
    assert.deepEqual([...written.keys()].toSorted(), Object.keys(frames).toSorted());
    for (const [type, schema] of Object.entries(frames)) {
      assert.deepEqual(sorted(written.get(type) ?? new Map()), sorted(entriesOf(schema)), type);
    }
  }
});

Deno.test("[Z154] docs/protocol.md has the same values, with the same fields", () => {
  const named = {
    ...{ user: values.user, preferences: values.preferences, profile: values.profile },
    ...{ criteria: values.criteria, ticket: values.ticket, Group: values.group },
    ...{ notice: values.notice, Report: values.report, Decision: values.decision },
    AuditEntry: values.auditEntry,
  };
  for (const [name, schema] of Object.entries(named)) {
    assert.deepEqual(sorted(valueFields(page, name)), sorted(entriesOf(schema)), name);
  }
});

Deno.test("[Z155] an answer or a frame that the contract has not is found by the client of a test", () => {
  const user = { id: "01890000-0000-7000-8000-000000000000", username: "ada" };
  const answers = [
    ["GET", "/api/partner", { status: 200, body: { partner: user } }, true],
    ["GET", "/api/partner", { status: 200, body: { partner: { ...user, age: 3 } } }, false],
    ["GET", "/api/partner", { status: 200, body: {} }, false],
    ["GET", "/api/partner", { status: 201, body: { partner: null } }, false],
    ["DELETE", "/api/partner", { status: 204, body: null }, true],
    ["DELETE", "/api/partner", { status: 204, body: {} }, false],
    ["PUT", "/api/ticket", { status: 409, body: { code: "no_third" } }, true],
    ["PUT", "/api/ticket", { status: 400, body: { code: "no_third" } }, false],
    ["PUT", "/api/ticket", { status: 409, body: { code: "handled" } }, false],
    ["PUT", "/api/ticket", { status: 409, body: null }, false],
    ["GET", "/elsewhere", { status: 418, body: null }, true],
  ] as const;
  for (const [method, path, answer, isRight] of answers) {
    const hold = () => holdAnswer(method, path, answer);
    if (isRight) hold();
    else assert.throws(hold, assert.AssertionError, JSON.stringify(answer));
  }
  holdFrame({ type: "partner", partner: null } as { type: string });
  for (const frame of [{ type: "partner" }, { type: "nothing" }, { type: "constructor" }]) {
    assert.throws(() => holdFrame(frame), assert.AssertionError);
  }
});

Deno.test("[Z156] every example of docs/protocol.md does what it says", async () => {
  await using server = await startServer();
  const steps = readSteps(page);
  assert(steps.length > 30);
  await play(steps, () => server.client());
});
