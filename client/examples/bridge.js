// A bridge: what is posted to a webhook is a text in a trio.
// TRIO_URL=… TRIO_TOKEN=trio_… TRIO_GROUP=… HOOK_SECRET=… HOOK_PORT=9000 node bridge.js
// curl localhost:9000 -H "authorization: Bearer $HOOK_SECRET" -d '{"text": "The build is green"}'
// With {"id": a UUID} the same text may be posted again: it is there once.
import { createSession, TrioError } from "@trio/client";
import { createServer } from "node:http";
import process from "node:process";
import { WebSocket } from "ws"; // Node from version 22 on and Deno have one of their own.

const { TRIO_URL: url, TRIO_TOKEN: token, TRIO_GROUP: group, HOOK_SECRET, HOOK_PORT } = process.env;
if (!HOOK_SECRET) throw new Error("HOOK_SECRET is not set: anybody could speak in the trio");
const session = createSession({ url, token, WebSocket });
session.on("end", ({ reason }) => {
  console.error(`The session has ended: ${reason}`);
  process.exit(1);
});
await session.start();

const server = createServer(async (request, response) => {
  const [status, body] = await answer(request).catch((error) => [500, { error: String(error) }]);
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
});
server.listen(Number(HOOK_PORT), "127.0.0.1", () => {
  console.log(`The hook is at http://127.0.0.1:${server.address().port}`);
});

/** 201 once the text is durable: until then whoever posts it may try again. */
async function answer(request) {
  if (request.headers.authorization !== `Bearer ${HOOK_SECRET}`) return [401, { error: "secret" }];
  const hook = await read(request);
  if (typeof hook?.text !== "string") return [400, { error: "invalid" }];
  try {
    const { seq } = await session.send(group, hook.text, { id: hook.id });
    return [201, { seq }];
  } catch (error) {
    if (!(error instanceof TrioError)) throw error;
    return [error.code === "invalid" ? 400 : 422, { error: error.code }];
  }
}

async function read(request) {
  let body = "";
  for await (const chunk of request) {
    body += chunk;
    if (body.length > 100_000) return null;
  }
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
