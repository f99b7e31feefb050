// Signing up where the server may ask for work: many accounts from one network cost their maker
// some seconds each.

import type { Challenge, NewAccount, Problem, Proof } from "../../client/net/api.ts";

interface SignUp {
  readonly account: NewAccount;
  readonly send: (account: NewAccount) => Promise<Problem | null>;
  /** Null: this browser cannot do the work. */
  readonly prove: (challenge: Challenge) => Promise<Proof | null>;
}

/** A challenge may be over by the time that it is answered: then the next one is taken. */
const mostProofs = 2;

export async function signUp({ account, send, prove }: SignUp): Promise<Problem | null> {
  let problem = await send(account);
  for (let proofs = 0; proofs < mostProofs; proofs++) {
    if (problem?.code !== "proof_required" || problem.challenge === undefined) return problem;
    const proof = await prove(problem.challenge);
    if (proof === null) return problem;
    problem = await send({ ...account, proof });
  }
  return problem;
}
