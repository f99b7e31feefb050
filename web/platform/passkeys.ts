// Passkeys as the browser makes and uses them. What the user or the device refuses is a problem, as
// what the server refuses is.

import type { Answer, Problem } from "../../client/net/api.ts";

const noPasskey: Problem = { status: 0, code: "no_passkey", errors: [] };
const passkeyKnown: Problem = { status: 0, code: "passkey_known", errors: [] };

export function makePasskey(
  options: PublicKeyCredentialCreationOptionsJSON,
): Promise<Answer<unknown>> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  return answerOf(navigator.credentials.create({ publicKey }));
}

export function usePasskey(
  options: PublicKeyCredentialRequestOptionsJSON,
): Promise<Answer<unknown>> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return answerOf(navigator.credentials.get({ publicKey }));
}

/** What the server reads, as JSON. */
async function answerOf(asked: Promise<Credential | null>): Promise<Answer<unknown>> {
  try {
    const credential = await asked;
    return credential instanceof PublicKeyCredential
      ? { ok: true, value: credential.toJSON() }
      : { ok: false, problem: noPasskey };
  } catch (error) {
    const isKnown = error instanceof DOMException && error.name === "InvalidStateError";
    return { ok: false, problem: isKnown ? passkeyKnown : noPasskey };
  }
}
