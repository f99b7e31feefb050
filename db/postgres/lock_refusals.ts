// Why a process does not get, or has lost, the database: sentences for people, without the password
// that the address may hold.

import type { Holder } from "./lock_keys.ts";

/** A process is kept out. The message is a sentence for people. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

export function inUse(holders: readonly Holder[]): Refusal {
  const nodes = holders.filter(({ mode }) => mode === "shared");
  if (nodes.length > 0) {
    const named = nodes.map(described).join(", and by ");
    return new Refusal(
      `The Postgres database is in use by nodes of a cluster, by ${named}: stop them, ` +
        "set CLUSTER_NODE to be one of them, or DATABASE_URL to another database",
    );
  }
  const [holder] = holders;
  return new Refusal(
    `The Postgres database is in use by ${holder ? described(holder) : "another process"}: ` +
      "stop that process, or set DATABASE_URL to another database",
  );
}

export function nameInUse(node: string, [holder]: readonly Holder[]): Refusal {
  return new Refusal(
    `The node "${node}" runs already, as ${holder ? described(holder) : "another process"}: ` +
      "stop that process, or set CLUSTER_NODE to another name",
  );
}

function described({ name, address, backend, since }: Holder): string {
  return `"${name}" from ${address ?? "this machine"} (backend ${backend}), since ${since}`;
}

export function stillUsed(url: string): Refusal {
  const name = new URL(url).pathname.slice(1);
  return new Refusal(
    `The Postgres database "${name}" is still used by connections of a process that has ended: ` +
      "end them, or set DATABASE_URL to another database",
  );
}

export function unreachable(url: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message || error.name : String(error);
  return new Error(
    `Postgres at "${placeOf(url)}" cannot be used (${reason}): start it, or correct DATABASE_URL`,
    { cause: error },
  );
}

export function wentBack(url: string): string {
  return `Postgres at "${placeOf(url)}" lacks what this process has stored: ` +
    "it was put back to an earlier state. Start Trio again, to go on from there";
}

export function begunAnew(url: string): string {
  return `Postgres at "${placeOf(url)}" has been taken by others since this process lost it, ` +
    "or was put back to an earlier state. Start Trio again, to go on from there";
}

function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return host + pathname;
}
