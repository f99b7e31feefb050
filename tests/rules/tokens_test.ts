// Session tokens: which are taken for signed here.

import assert from "node:assert/strict";
import { SignJWT, UnsecuredJWT } from "jose";
import { v7 } from "uuid";
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
