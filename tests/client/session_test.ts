// The suite of the client package in Deno, as it is in the sources.

import assert from "node:assert/strict";
import * as trio from "../../client/mod.ts";
import type { InnerConstructor } from "./suite/faulty_line.ts";
import { resumeMessages, startHost } from "./suite/host.ts";
import { runSuite, stepNames } from "./suite/suite.ts";

Deno.test("[Z170] the client's suite holds in Deno", async () => {
  await using host = await startHost();
  const { url, people } = host;
  const WebSocket = globalThis.WebSocket as unknown as InnerConstructor;
  const held = await runSuite({ trio, url, people, resumeMessages, WebSocket, host: host.act });
  assert.deepEqual(held, stepNames);
});
