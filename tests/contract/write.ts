// `deno task contract`: writes docs/openapi.json and docs/asyncapi.json anew.

import { createApp } from "../../routes/app.ts";
import type { Carrier } from "../../routes/server/driver.ts";
import { startServer } from "../support/server/server.ts";
import { asyncapi } from "./asyncapi.ts";
import { openapiOf } from "./openapi.ts";

/** The documents as they should be, by the name of their file. */
export async function documents(): Promise<Readonly<Record<string, string>>> {
  await using server = await startServer();
  const carrier: Carrier = { upgrade: () => null, peerOf: () => "" };
  const app = createApp(server.deps, carrier);
  return {
    "openapi.json": `${JSON.stringify(openapiOf(app), null, 2)}\n`,
    "asyncapi.json": `${JSON.stringify(asyncapi(), null, 2)}\n`,
  };
}

if (import.meta.main) {
  for (const [name, text] of Object.entries(await documents())) {
    await Deno.writeTextFile(new URL(`../../docs/${name}`, import.meta.url), text);
  }
}
