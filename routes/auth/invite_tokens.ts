// The secret of an invite's link: 128 random bits. The server keeps only a hash of it, so that a
// reader of the database can use no link.

const tokenBytes = 16;
const base64url = { alphabet: "base64url", omitPadding: true } as const;

/** 22 characters of base64url. */
export function newInviteToken(): string {
  return crypto.getRandomValues(new Uint8Array(tokenBytes)).toBase64(base64url);
}

/** SHA-256 of a token, in hex; null for a text that cannot be a token. */
export async function hashInviteToken(token: string): Promise<string | null> {
  if (!/^[\w-]{22}$/.test(token)) return null;
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return new Uint8Array(hash).toHex();
}
