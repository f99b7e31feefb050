// What a browser does with a push that arrives (RFC 8291, RFC 8188): written from the standards,
// apart from the package that encrypts.

const curve = { name: "ECDH", namedCurve: "P-256" } as const;

/** A browser's keys for one subscription. */
export interface BrowserKeys {
  readonly privateKey: CryptoKey;
  /** The public point, 65 bytes. */
  readonly point: Uint8Array<ArrayBuffer>;
  /** 16 bytes. */
  readonly auth: Uint8Array<ArrayBuffer>;
}

export function base64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(text, { alphabet: "base64url" });
}

export async function newBrowserKeys(): Promise<BrowserKeys> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
  return { privateKey, point, auth: crypto.getRandomValues(new Uint8Array(16)) };
}

/** Of keys that are written down. */
export async function browserKeysOf(
  { point, privateKey: d, auth }: Readonly<Record<"point" | "privateKey" | "auth", string>>,
): Promise<BrowserKeys> {
  const bytes = bytesOf(point);
  const [x, y] = [base64url(bytes.subarray(1, 33)), base64url(bytes.subarray(33))];
  const jwk = { kty: "EC", crv: "P-256", x, y, d };
  const privateKey = await crypto.subtle.importKey("jwk", jwk, curve, false, ["deriveBits"]);
  return { privateKey, point: bytes, auth: bytesOf(auth) };
}

/** Throws when the body was not encrypted for these keys. */
export async function decrypt(
  body: Uint8Array<ArrayBuffer>,
  { privateKey, point, auth }: BrowserKeys,
): Promise<string> {
  const salt = body.slice(0, 16);
  const recordSize = new DataView(body.buffer, body.byteOffset).getUint32(16);
  const keyLength = body[20] ?? 0;
  const senderPoint = body.slice(21, 21 + keyLength);
  const record = body.slice(21 + keyLength);
  if (record.length > recordSize) throw new Error("There is more than one record");
  const sender = await crypto.subtle.importKey("raw", senderPoint, curve, false, []);
  const shared = await crypto.subtle.deriveBits({ ...curve, public: sender }, privateKey, 256);
  const keyInfo = joined(text("WebPush: info\0"), point, senderPoint);
  const secret = await derived(new Uint8Array(shared), { salt: auth, info: keyInfo, length: 32 });
  const of = (info: string, length: number) => derived(secret, { salt, info: text(info), length });
  const raw = await of("Content-Encoding: aes128gcm\0", 16);
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"]);
  const iv = await of("Content-Encoding: nonce\0", 12);
  const padded = new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, record));
  const end = padded.findLastIndex((byte) => byte !== 0);
  if (padded[end] !== 2) throw new Error("The last record does not say that it is the last");
  return new TextDecoder().decode(padded.subarray(0, end));
}

async function derived(
  secret: Uint8Array<ArrayBuffer>,
  { salt, info, length }: {
    readonly salt: Uint8Array<ArrayBuffer>;
    readonly info: Uint8Array<ArrayBuffer>;
    readonly length: number;
  },
): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const hkdf = { name: "HKDF", hash: "SHA-256", salt, info };
  return new Uint8Array(await crypto.subtle.deriveBits(hkdf, key, length * 8));
}

function text(written: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(written);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}
