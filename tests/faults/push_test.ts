// The real server, with the rights of its task, and a push service that is away for a while: a
// kill loses neither the key that browsers know nor what was to be sent.

import assert from "node:assert/strict";
import { startPushService } from "../support/push/push_service.ts";
import { startServer } from "../support/server/process.ts";
import { formTrio } from "../support/server/trio.ts";
import { emptyFolder } from "../support/store/kept_pglite.ts";
import { newMessageId } from "../support/server/people.ts";

Deno.test("[I37] a server that is killed has its key after the next start, and sends what it had not sent", async () => {
  await using folder = await emptyFolder("trio-push-");
  await using service = startPushService();
  const options = { dataDir: folder.path, env: { PUSH_HOSTS: service.host, PORT: "0" } };
  const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>();
  service.answer = () => {
    isAsked();
    return new Response(null, { status: 503, headers: { "retry-after": "2" } });
  };
  const former = await startServer(options);
  const { people: [anna, bob], group } = await formTrio(former.url, "push");
  const subscription = await service.subscription();
  const { status } = await anna.put("/api/push/subscription", subscription.body);
  assert.equal(status, 204);
  const { body: key } = await anna.get("/api/push");
  const line = await bob.connect();
  await line.hello();
  line.send({ type: "send", group, id: newMessageId(), text: "told after the start" });
  await asked;
  // It is stored that it is to be tried again.
  await new Promise((resolve) => setTimeout(resolve, 500));
  await former.stop("SIGKILL");
  service.answer = () => new Response(null, { status: 201 });

  await using server = await startServer(options);
  const back = await fetch(`${server.url}/api/push`, { headers: { cookie: anna.cookie } });
  assert.deepEqual(await back.json(), key);
  const { content } = await subscription.next();
  assert.equal(content.text, "told after the start");
});
