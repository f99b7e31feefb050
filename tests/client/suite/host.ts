// The server of the suite, and what is done to it while clients are there.

import { createRestorableStore } from "../../support/memory_store/memory_store.ts";
import type { ApiToken } from "../../../protocol/api_tokens.ts";
import { password, signUp } from "../../support/server/people.ts";
import { type Person as Account, startServer } from "../../support/server/server.ts";
import { makeToken } from "../../support/server/programs.ts";
import type { HostAction, Person } from "./suite.ts";

export const resumeMessages = 4;

export interface Host {
  readonly url: string;
  readonly people: readonly [Person, Person, Person];
  readonly act: (action: HostAction) => Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A server with three people: the first one logs in, the others act by tokens. */
export async function startHost(): Promise<Host> {
  const { store, copy } = createRestorableStore();
  const env = { RESUME_MESSAGES: String(resumeMessages), FRAMES_PER_SECOND: "200", BURST: "400" };
  const options = { store, env, inRealTime: true };
  let server = await startServer(options);
  const { url } = server;
  const port = Number(new URL(url).port);
  const anna = await signUp(server, "anna");
  const bob = await signUp(server, "bob");
  const cleo = await signUp(server, "cleo");
  let putBack = () => {};
  const actions: Record<HostAction, () => Promise<void>> = {
    copy() {
      putBack = copy();
      return Promise.resolve();
    },
    async restore() {
      await server.stop();
      putBack();
      server = await startServer({ ...options, port });
    },
    end: () => endTokens(bob),
  };
  return {
    url,
    people: [byAccount(anna), await byToken(bob), await byToken(cleo)],
    act: (action) => actions[action](),
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

function byAccount({ user: { username } }: Account): Person {
  return { username, options: { account: { username, password } } };
}

async function byToken(person: Account): Promise<Person> {
  const { token } = await makeToken(person);
  return { username: person.user.username, options: { token } };
}

async function endTokens({ client }: Account): Promise<void> {
  type Tokens = { readonly tokens: readonly ApiToken[] };
  const { body } = await client.get<Tokens>("/api/me/tokens");
  for (const { id } of body.tokens) await client.delete(`/api/me/tokens/${id}`);
}
