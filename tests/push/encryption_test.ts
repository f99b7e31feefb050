// What is sent to push services: encrypted as RFC 8291 has it, and signed as RFC 8292 has it.

import assert from "node:assert/strict";
import { encryptNotification } from "@block65/webcrypto-web-push";
import { importJWK, jwtVerify } from "jose";
import { pushedText } from "../../protocol/push_content.ts";
import { createVapid, newPushKey } from "../../routes/push/vapid.ts";
import { FakeClock } from "../support/fake_clock.ts";
import {
  base64url,
  browserKeysOf,
  bytesOf,
  decrypt,
  newBrowserKeys,
} from "../support/push/decryption.ts";

/** RFC 8291, section 5 and appendix A. */
const vector = {
  plaintext: "When I grow up, I want to be a watermelon",
  keys: {
    point:
      "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    privateKey: "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
  },
  body:
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYW" +
    "AmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxs" +
    "j_Qulcy4a-fN",
};

/** RFC 8292, section 2.4. */
const signed = {
  token:
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAi" +
    "OjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGk" +
    "MlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA",
  key: "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs",
};

async function claimsOf(token: string, key: string, at: number) {
  const point = bytesOf(key);
  const [x, y] = [base64url(point.subarray(1, 33)), base64url(point.subarray(33))];
  const verifying = await importJWK({ kty: "EC", crv: "P-256", x, y }, "ES256");
  const options = { algorithms: ["ES256"], currentDate: new Date(at) };
  return (await jwtVerify(token, verifying, options)).payload;
}

Deno.test("[I1] what is encrypted for a browser it decrypts as RFC 8291 says, and no other one does", async () => {
  assert.equal(
    await decrypt(bytesOf(vector.body), await browserKeysOf(vector.keys)),
    vector.plaintext,
  );
  const [keys, others] = [await newBrowserKeys(), await newBrowserKeys()];
  const target = {
    endpoint: "https://push.example/1",
    keys: { p256dh: base64url(keys.point), auth: base64url(keys.auth) },
    expirationTime: null,
  };
  const body = await encryptNotification(target, new TextEncoder().encode(vector.plaintext));
  assert.equal(await decrypt(body, keys), vector.plaintext);
  await assert.rejects(decrypt(body, others));
  await assert.rejects(decrypt(body, { ...keys, auth: others.auth }));
});

Deno.test("[I2] a push service is shown a token of RFC 8292 for it alone, of less than a day, and who to turn to", async () => {
  assert.deepEqual(await claimsOf(signed.token, signed.key, 1_453_500_000_000), {
    aud: "https://push.example.net",
    exp: 1_453_523_768,
    sub: "mailto:push@example.com",
  });
  const [key, clock] = [await newPushKey(), new FakeClock()];
  const authorize = createVapid({ key, subject: "mailto:operator@trio.example", clock });
  const origin = "https://push.example";
  const header = await authorize(origin);
  const [, token = "", publicKey] = /^vapid t=([^,]+), k=(\S+)$/.exec(header) ?? [];
  assert.equal(publicKey, key.publicKey);
  assert.equal(bytesOf(key.publicKey).length, 65);
  const { aud, sub, exp = 0 } = await claimsOf(token, key.publicKey, clock.now());
  assert.deepEqual([aud, sub], [origin, "mailto:operator@trio.example"]);
  const seconds = exp - clock.now() / 1_000;
  assert(seconds > 3_600 && seconds <= 86_400, `${seconds} s`);
  // Signed once for a while: it is right for long after.
  clock.advance(3_599_000);
  assert.equal(await authorize(origin), header);
  clock.advance(1_000);
  assert.notEqual(await authorize(origin), header);
  assert.notEqual(await authorize("https://other.example"), await authorize(origin));
});

Deno.test("[I3] a text that is too long for a push is cut between two code points, and fits whatever it holds", async () => {
  assert.equal(pushedText("hello"), "hello");
  const [most, more] = ["😀".repeat(500), "😀".repeat(501)];
  assert.equal(pushedText(most), most);
  assert.equal(pushedText(more), `${"😀".repeat(499)}…`);
  assert.equal(pushedText(`a${"😀".repeat(4_000)}`), `a${"😀".repeat(498)}…`);
  const keys = await newBrowserKeys();
  const target = {
    endpoint: "https://push.example/1",
    keys: { p256dh: base64url(keys.point), auth: base64url(keys.auth) },
    expirationTime: null,
  };
  const group = crypto.randomUUID();
  for (const one of ["😀", "\u0001", "é"]) {
    const text = pushedText(one.repeat(4_000));
    const content = JSON.stringify({ type: "text", group, names: ["\u0001".repeat(64)], text });
    const body = await encryptNotification(target, new TextEncoder().encode(content));
    assert(body.length <= 4_096, `${body.length} bytes`);
  }
});
