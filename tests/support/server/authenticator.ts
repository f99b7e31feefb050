// An authenticator in software, as a browser has one: makes a passkey and answers challenges with
// it. It speaks the JSON of WebAuthn, and can lie where a test wants it to.

import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server";

const base64url = { alphabet: "base64url", omitPadding: true } as const;
const ecdsa = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** Flags of what an authenticator has seen to. */
const isPresent = 0x01;
const isVerified = 0x04;
const hasKey = 0x40;

export interface Lies {
  /** Where the page says that it is. */
  readonly origin?: string;
  /** The user was asked for neither finger nor PIN. */
  readonly isUnverified?: boolean;
  readonly counter?: number;
}

export class Authenticator {
  readonly id = encoded(crypto.getRandomValues(new Uint8Array(32)));
  readonly #origin: string;
  #keys: CryptoKeyPair | null = null;
  #userHandle = "";
  #counter = 0;

  constructor(origin: string) {
    this.#origin = origin;
  }

  async create(
    { challenge, rp: { id = "" }, user }: PublicKeyCredentialCreationOptionsJSON,
    lies: Lies = {},
  ): Promise<RegistrationResponseJSON> {
    this.#keys = await crypto.subtle.generateKey(ecdsa, true, ["sign", "verify"]);
    this.#userHandle = user.id;
    const data = await this.#data(
      id,
      lies,
      concat([
        new Uint8Array(16),
        Uint8Array.of(0, 32),
        Uint8Array.fromBase64(this.id, base64url),
        await coseKey(this.#keys.publicKey),
      ]),
    );
    const attestation = concat([
      // {fmt: "none", attStmt: {}, authData}
      Uint8Array.of(0xa3),
      ...[cborText("fmt"), cborText("none"), cborText("attStmt"), Uint8Array.of(0xa0)],
      ...[cborText("authData"), cborBytes(data)],
    ]);
    return {
      id: this.id,
      rawId: this.id,
      type: "public-key",
      clientExtensionResults: {},
      response: {
        clientDataJSON: this.#clientData("webauthn.create", challenge, lies),
        attestationObject: encoded(attestation),
        transports: ["internal"],
      },
    };
  }

  async get(
    { challenge, rpId = "" }: PublicKeyCredentialRequestOptionsJSON,
    lies: Lies = {},
  ): Promise<AuthenticationResponseJSON> {
    if (!this.#keys) throw new Error("The authenticator has no passkey yet");
    const data = await this.#data(rpId, lies);
    const clientDataJSON = this.#clientData("webauthn.get", challenge, lies);
    const client = Uint8Array.fromBase64(clientDataJSON, base64url);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", client));
    const signed = await crypto.subtle.sign(ecdsa, this.#keys.privateKey, concat([data, hash]));
    return {
      id: this.id,
      rawId: this.id,
      type: "public-key",
      clientExtensionResults: {},
      response: {
        clientDataJSON,
        authenticatorData: encoded(data),
        signature: encoded(der(new Uint8Array(signed))),
        userHandle: this.#userHandle,
      },
    };
  }

  async #data(
    rpId: string,
    { isUnverified = false, counter = ++this.#counter }: Lies,
    key?: Uint8Array,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(rpId));
    const flags = isPresent | (isUnverified ? 0 : isVerified) | (key ? hasKey : 0);
    const count = new Uint8Array(4);
    new DataView(count.buffer).setUint32(0, counter);
    return concat([new Uint8Array(hash), Uint8Array.of(flags), count, key ?? new Uint8Array()]);
  }

  #clientData(type: string, challenge: string, { origin = this.#origin }: Lies): string {
    const data = { type, challenge, origin, crossOrigin: false };
    return encoded(new TextEncoder().encode(JSON.stringify(data)));
  }
}

/** {1: EC2, 3: ES256, -1: P-256, -2: x, -3: y} */
async function coseKey(key: CryptoKey): Promise<Uint8Array> {
  const { x = "", y = "" } = await crypto.subtle.exportKey("jwk", key);
  return concat([
    Uint8Array.of(0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01),
    ...[Uint8Array.of(0x21), cborBytes(Uint8Array.fromBase64(x, base64url))],
    ...[Uint8Array.of(0x22), cborBytes(Uint8Array.fromBase64(y, base64url))],
  ]);
}

function cborText(text: string): Uint8Array {
  return concat([Uint8Array.of(0x60 + text.length), new TextEncoder().encode(text)]);
}

function cborBytes(bytes: Uint8Array): Uint8Array {
  const { length } = bytes;
  const head = length < 256 ? [0x58, length] : [0x59, length >> 8, length & 255];
  return concat([Uint8Array.from(head), bytes]);
}

/** A signature of two numbers as ASN.1 writes it. */
function der(raw: Uint8Array): Uint8Array {
  const numbers = [raw.subarray(0, 32), raw.subarray(32)].map((number) => {
    const first = number.findIndex((byte) => byte !== 0);
    const short = number.subarray(first);
    // A first bit of 1 would make it negative.
    const bytes = (short[0] ?? 0) > 127 ? concat([Uint8Array.of(0), short]) : short;
    return concat([Uint8Array.of(0x02, bytes.length), bytes]);
  });
  const body = concat(numbers);
  return concat([Uint8Array.of(0x30, body.length), body]);
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function encoded(bytes: Uint8Array): string {
  return bytes.toBase64(base64url);
}
