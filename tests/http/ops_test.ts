// How the server is, over the public protocol: who may ask, and what is answered.

import assert from "node:assert/strict";
import { figureNames, type OpsView } from "../../protocol/ops_figures.ts";
import { newModerator, setRole } from "../support/server/moderators.ts";
import { signUp } from "../support/server/people.ts";
import type { Problem } from "../support/server/problems.ts";
import { startServer } from "../support/server/server.ts";
import { sampleAt } from "../support/samples.ts";

Deno.test("[Z50] to anyone but an operator the figures are not there, and no longer once the role is taken back", async () => {
  await using server = await startServer();
  const [anna, moderator] = [await signUp(server, "anna"), await newModerator(server)];
  const answers = async () => {
    const asked = [server.client(), anna.client, moderator.client].map(async (client) => {
      const { status, body } = await client.get<Problem>("/api/ops?span=day");
      return [status, body.code];
    });
    return await Promise.all(asked);
  };
  const [out, none] = [[401, "unauthenticated"], [404, "not_found"]];
  assert.deepEqual(await answers(), [out, none, none]);
  const { body } = await anna.client.get<Problem>("/api/ops?span=week");
  assert.deepEqual([body.code, body.detail], ["not_found", "There is no GET /api/ops"]);
  await setRole(server, anna, "operator");
  assert.deepEqual(await answers(), [out, [200, undefined], none]);
  await setRole(server, anna, "moderator");
  assert.deepEqual(await answers(), [out, none, none]);
});

Deno.test("[Z56] an operator is told the figures of an hour, or of a day, and of nothing else", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  await setRole(server, anna, "operator");
  const { store, clock } = server;
  const stepMs = 15_000;
  const last = Math.floor(clock.now() / stepMs) * stepMs - stepMs;
  await store.addSamples([sampleAt(last, { online: 7 })]);
  const ask = (query: string) => anna.client.get<OpsView>(`/api/ops${query}`);
  for (const query of ["", "?span=hour"]) {
    const { status, body: { figures, current, ...body } } = await ask(query);
    assert.deepEqual([status, body], [200, {
      span: "hour",
      stepMs,
      from: new Date(last - 239 * stepMs).toISOString(),
      now: new Date(clock.now()).toISOString(),
    }]);
    for (const told of [figures, current]) assert.deepEqual(Object.keys(told), [...figureNames]);
    assert.equal(current.online, 7);
    assert.deepEqual([figures.online.length, figures.online.at(-1)], [240, 7]);
  }
  const { body: { span, figures } } = await ask("?span=day");
  assert.deepEqual([span, figures.online.length, figures.online.filter((one) => one)], [
    "day",
    288,
    [7],
  ]);
  for (const query of ["?span=week", "?span=", "?since=1", "?span=hour&span=day"]) {
    assert.equal((await ask(query)).status, 400, query);
  }
});
