// A copy of the database for a backup, which the operator's command makes of it. The copy is there
// for as long as the answer is open, so that none is left by a command that was broken off.

import { Hono } from "hono";
import type { Copies, Copy } from "../../db/store/copies.ts";
import type { Deps } from "../deps.ts";
import { withoutBody } from "../http/body.ts";
import { problem } from "../http/problem.ts";

export interface CopyDeps extends Deps {
  readonly copies: Copies;
}

/** The first line of an answer. */
export type CopyAnswer =
  | { readonly type: "embedded"; readonly name: string }
  | { readonly type: "postgres"; readonly command: string };

export function copyRoutes(deps: CopyDeps): Hono {
  const { copies } = deps;
  return new Hono().post("/copies", withoutBody(deps), async (c) => {
    if (copies.type === "postgres") {
      const { command } = copies;
      return c.json({ type: "postgres", command } satisfies CopyAnswer, 200);
    }
    try {
      return c.body(leasedCopy(await copies.make(deps.stopping), deps), 201);
    } catch (error) {
      deps.report("copy_failed", { error });
      return problem(c, "unavailable", error instanceof Error ? error.message : String(error));
    }
  });
}

/** A stream that is open until its reader goes, or the program stops. */
function leasedCopy(
  { name, remove }: Copy,
  { stopping }: CopyDeps,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const line = JSON.stringify({ type: "embedded", name } satisfies CopyAnswer);
  const lease = new AbortController();
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(`${line}\n`));
      // The command still reads the copy, and removes it then.
      const end = () => controller.close();
      if (stopping.aborted) end();
      else stopping.addEventListener("abort", end, { once: true, signal: lease.signal });
    },
    async cancel() {
      lease.abort();
      await remove();
    },
  });
}
