// A file that is the same for everybody: kept in memory in all its forms, and sent in the one that
// suits the client.

import type { Context } from "hono";
import { type Coding, codingFor } from "./content_coding.ts";

export interface PreparedFile {
  readonly type: string;
  /** The file itself, and what was compressed of it. */
  readonly forms: ReadonlyMap<Coding, Form>;
}

export interface Form {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly etag: string;
}

/** Keeps it for good; a browser that kept it does not ask again. */
export const forever = "public, max-age=31536000, immutable";
/** Keeps it, and asks each time whether it has changed. */
export const askEachTime = "no-cache";

interface SendOptions {
  readonly cache: string;
  readonly status?: 200 | 404;
}

export function sendPrepared(
  c: Context,
  { type, forms }: PreparedFile,
  { cache, status = 200 }: SendOptions,
): Response {
  c.header("vary", "accept-encoding");
  const coding = codingFor(c, [...forms.keys()]);
  const form = forms.get(coding);
  if (!form) throw new Error(`A file is not there in the form ${coding}`);
  if (coding !== "identity") c.header("content-encoding", coding);
  c.header("cache-control", cache);
  return c.body(form.bytes, status, {
    "content-type": type,
    // Told, for HEAD has no body to count it from.
    "content-length": String(form.bytes.length),
    etag: form.etag,
  });
}

/** Each form has a tag of its own: they are equal in meaning and not in their bytes. */
export async function formOf(bytes: Uint8Array<ArrayBuffer>): Promise<Form> {
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  const tag = new Uint8Array(hash).slice(0, 16).toBase64({ alphabet: "base64url" });
  return { bytes, etag: `"${tag}"` };
}
