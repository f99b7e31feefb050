// Session tokens: which are taken for signed here.

import assert from "node:assert/strict";
import { decodeProtectedHeader, SignJWT, UnsecuredJWT } from "jose";
import { v7 } from "uuid";
import { readSettings } from "../../settings.ts";
import { createTokens } from "../../routes/auth/tokens.ts";
import type { SessionId } from "../../protocol/domain.ts";

const key = "k".repeat(32);
const secret = new TextEncoder().encode(key);

function signed(claims: Record<string, unknown>, alg: string, by = secret): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg }).sign(by);
}

Deno.test("[A9] a token names its session, each time it is asked", async () => {
  const tokens = createTokens(key);
  const session = v7() as SessionId;
  const token = await tokens.sign(session);
  for (const reader of [tokens, tokens, createTokens(key)]) {
    assert.equal(await reader.verify(token), session);
  }
});

Deno.test("[A9] a token of another key, of another algorithm, unsigned, or without a session's id is worth nothing", async () => {
  const tokens = createTokens(key);
  const sid = v7();
  const bad = [
    await createTokens("other key".repeat(4)).sign(sid as SessionId),
    await signed({ sid }, "HS512", new TextEncoder().encode(key.repeat(2))),
    await signed({ sid }, "HS512", new Uint8Array(64)),
    new UnsecuredJWT({ sid }).encode(),
    await signed({ sid: "nobody" }, "HS256"),
    await signed({}, "HS256"),
    `${await tokens.sign(sid as SessionId)}x`,
    "nonsense",
    "",
  ];
  for (const token of bad) assert.equal(await tokens.verify(token), null, token);
});

Deno.test("[E50] of several keys the first signs and all verify, so that a change of keys logs nobody out", async () => {
  const [former, now, other] = ["a", "b", "c"].map((letter) => letter.repeat(32));
  const sid = v7() as SessionId;
  const keysOf = (env: Record<string, string>) => createTokens(readSettings(env).sessionKeys);
  const before = await createTokens(former ?? "").sign(sid);
  const rotated = keysOf({ SESSION_KEYS: `b:${now},a:${former}` });
  assert.equal(await rotated.verify(before), sid);
  const since = await rotated.sign(sid);
  assert.deepEqual(decodeProtectedHeader(since), { alg: "HS256", kid: "b" });
  const later = keysOf({ SESSION_KEYS: `c:${other}, b:${now}` });
  assert.equal(await later.verify(since), sid);
  assert.equal(await later.verify(before), null);
  // An id only says which key it was.
  assert.equal(await keysOf({ SESSION_KEYS: `b:${other}` }).verify(since), null);
  assert.equal(await keysOf({ SESSION_KEYS: `x:${now}` }).verify(since), sid);
  const beside = keysOf({ SESSION_KEYS: `b:${now}`, SESSION_KEY: former ?? "" });
  assert.deepEqual([await beside.verify(before), await beside.verify(since)], [sid, sid]);
});
