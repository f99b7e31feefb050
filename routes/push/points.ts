// Points of the curve P-256, and base64url, as subscriptions, tokens and keys have them.

/** Without padding. */
export function base64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

/** The public key (RFC 7517) of an uncompressed point of 65 bytes. */
export function publicJwk(point: Uint8Array) {
  const [x, y] = [base64url(point.subarray(1, 33)), base64url(point.subarray(33))];
  return { kty: "EC", crv: "P-256", x, y } as const;
}
