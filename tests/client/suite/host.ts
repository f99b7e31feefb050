// The server of the suite, and what is done to it while clients are there.

import { createRestorableStore } from "../../support/memory_store/memory_store.ts";
import { password, signUp } from "../../support/server/people.ts";
import { type Person as Account, startServer } from "../../support/server/server.ts";
import type { HostAction, Person } from "./suite.ts";

export const resumeMessages = 4;

export interface Host {
  readonly url: string;
  readonly people: readonly [Person, Person, Person];
  readonly act: (action: HostAction) => Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A server with three people who have signed up. */
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
    end: () => endSessions(bob),
  };
  return {
    url,
    people: [person(anna), person(bob), person(cleo)],
    act: (action) => actions[action](),
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

function person({ user: { username } }: Account): Person {
  return { username, options: { account: { username, password } } };
}

async function endSessions({ client }: Account): Promise<void> {
  type Sessions = { readonly sessions: readonly { readonly id: string }[] };
  const { body } = await client.get<Sessions>("/api/me/sessions");
  for (const { id } of body.sessions) await client.delete(`/api/me/sessions/${id}`);
}
