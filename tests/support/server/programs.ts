// Programs that act for a user by an API token.

import assert from "node:assert/strict";
import { type ApiToken, type Scope, scopes } from "../../../protocol/api_tokens.ts";
import type { Client, Line, Reply } from "../../../tools/client.ts";
import { PatientClient } from "./patience.ts";
import type { Person, TestServer } from "./server.ts";

/** What the making of a token answers: itself, this once, and what is shown of it later. */
export type NewApiToken = ApiToken & { readonly token: string };

export const wholeToken = { name: "a program", scopes: [...scopes], days: 30 };

export async function makeToken(
  { client }: Person,
  wanted: Partial<typeof wholeToken> = {},
): Promise<NewApiToken> {
  const body = { ...wholeToken, ...wanted };
  const answer = await client.request<NewApiToken>("POST", "/api/me/tokens", body);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body;
}

/** A client without cookies that sends a token in the header. */
export class Program extends PatientClient {
  readonly #headers: Readonly<Record<string, string>>;

  constructor(url: string, token: string) {
    super(url);
    this.#headers = { authorization: `Bearer ${token}` };
  }

  override request<Body = unknown>(
    ...[method, path, body, extra]: Parameters<Client["request"]>
  ): Promise<Reply<Body>> {
    return super.request<Body>(method, path, body, { ...this.#headers, ...extra });
  }

  override connect(extra: Readonly<Record<string, string>> = {}): Promise<Line> {
    return super.connect({ ...this.#headers, ...extra });
  }
}

export async function programOf(
  server: TestServer,
  person: Person,
  wanted: readonly Scope[] = scopes,
): Promise<Program> {
  return new Program(server.url, (await makeToken(person, { scopes: [...wanted] })).token);
}
