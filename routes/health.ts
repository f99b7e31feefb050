// For whoever watches over the process: is it alive, and can it serve.

import { Hono } from "hono";
import type { Deps } from "./deps.ts";
import { problem } from "./http/problem.ts";
import { noRoom } from "./limits/disk_room.ts";

export function healthRoutes({ store, disk, stopping, version, report }: Deps): Hono {
  const app = new Hono();

  app.get("/healthz", (c) => c.json({ status: "alive", version }));

  let looking: Promise<boolean> | null = null;
  /** Requests that come during a look share it: they need no session, and the database is asked. */
  const isReady = () =>
    looking ??= store.ready().catch((error) => {
      report("database_silent", { error });
      return false;
    }).finally(() => looking = null);

  app.get("/readyz", async (c) => {
    if (stopping.aborted) return problem(c, "unavailable", "The server is stopping");
    const shortage = disk.refusal("adds");
    if (shortage !== null) return noRoom(c, shortage);
    return await isReady()
      ? c.json({ status: "ready" })
      : problem(c, "unavailable", "The database cannot be used now");
  });

  return app;
}
