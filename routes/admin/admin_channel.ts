// The operator's channel: a Unix socket in the data folder, which only its owner may open. Where
// there are no such sockets, a port of this machine, and beside it a file with its token that only
// the owner may read.

import { timingSafeEqual } from "node:crypto";
import type { Hono } from "hono";
import type { Report } from "../../logging/events.ts";
import type { Deps } from "../deps.ts";

export interface AdminChannel {
  /** Lets what was asked come to its end, and takes the socket or the file away. */
  close(): Promise<void>;
}

/** In the data folder. */
const adminSocketName = "admin.sock";
/** In the data folder: `{port, token}`. */
const adminTokenName = "admin.token";

/** Of its owner alone. */
const mode = 0o600;

export interface ChannelOptions {
  readonly dataDir: string;
  readonly newToken: Deps["newToken"];
  readonly report: Report;
}

/**
 * Null: there is no channel, which the log tells of. The program goes on without: who has the same
 * data folder and another database may have it.
 */
export async function openAdminChannel<E extends object>(
  app: Hono<E>,
  options: ChannelOptions,
): Promise<AdminChannel | null> {
  const path = `${options.dataDir}/${adminSocketName}`;
  if (await isAnswered(path)) {
    options.report("admin_channel_taken", { path });
    return null;
  }
  try {
    return await listenAtSocket(app, path);
  } catch {
    // No such sockets here, or the path is longer than theirs may be.
    return await listenAtPort(app, options);
  }
}

/** Whether a process listens there; a socket of a dead one answers nobody. */
async function isAnswered(path: string): Promise<boolean> {
  try {
    (await Deno.connect({ transport: "unix", path })).close();
    return true;
  } catch {
    return false;
  }
}

async function listenAtSocket<E extends object>(app: Hono<E>, path: string): Promise<AdminChannel> {
  await Deno.remove(path).catch(() => {});
  // No instant in which others could open it: a socket is made by the process's mask.
  const mask = Deno.umask(0o777 & ~mode);
  let server: Deno.HttpServer;
  try {
    server = Deno.serve({ path, onListen() {} }, (request) => app.fetch(request));
  } finally {
    Deno.umask(mask);
  }
  return { close: () => server.shutdown() };
}

async function listenAtPort<E extends object>(
  app: Hono<E>,
  { dataDir, newToken, report }: ChannelOptions,
): Promise<AdminChannel | null> {
  const path = `${dataDir}/${adminTokenName}`;
  const token = newToken();
  try {
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      (request) => hasToken(request, token) ? app.fetch(request) : withoutToken(),
    );
    await Deno.remove(path).catch(() => {});
    const text = JSON.stringify({ port: server.addr.port, token });
    await Deno.writeTextFile(path, text, { mode, createNew: true });
    return {
      async close() {
        await Deno.remove(path).catch(() => {});
        await server.shutdown();
      },
    };
  } catch (error) {
    report("admin_channel_missing", { error });
    return null;
  }
}

/** A browser's page on this machine knows the port at most. */
function hasToken(request: Request, token: string): boolean {
  const encoder = new TextEncoder();
  const given = encoder.encode(request.headers.get("trio-token") ?? "");
  const right = encoder.encode(token);
  return given.length === right.length && timingSafeEqual(given, right);
}

function withoutToken(): Response {
  return new Response(null, { status: 401 });
}
