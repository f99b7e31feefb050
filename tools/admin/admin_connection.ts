// Asks the program that has a data folder: by the Unix socket in it, or by the port and the token
// that a file in it names.

import type { AdminRequest } from "./admin_request.ts";

export interface AdminAnswer {
  readonly status: number;
  /** Parsed JSON; null: none. */
  readonly body: unknown;
}

/** Null: no program has the folder, or this account may not reach it. */
export async function askTrio(
  dataDir: string,
  { method, path, body }: AdminRequest,
): Promise<AdminAnswer | null> {
  const init = {
    method,
    ...body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } },
  };
  return await ask(dataDir, { path, init, read: readAll });
}

/**
 * Has Trio copy its database, and calls `use` with what it says of the copy, which is there until
 * `use` is done. Null: as with `askTrio`.
 */
export async function withCopy<Used>(
  dataDir: string,
  use: (answer: AdminAnswer) => Promise<Used>,
): Promise<Used | null> {
  // Faults of `use` are its own, and none of the channel.
  const used = await ask<() => Promise<Used>>(dataDir, {
    path: "/copies",
    init: { method: "POST" },
    async read(answer) {
      const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
      let line = "";
      while (!line.includes("\n")) {
        const { value, done } = await reader?.read() ?? { done: true };
        if (done) break;
        line += value;
      }
      try {
        const result = await use({ status: answer.status, body: JSON.parse(line) });
        return () => Promise.resolve(result);
      } catch (error) {
        return () => Promise.reject(error);
      } finally {
        await reader?.cancel().catch(() => {});
      }
    },
  });
  return await used?.() ?? null;
}

interface Asked<Read> {
  readonly path: string;
  readonly init: Init;
  readonly read: (answer: Response) => Promise<Read>;
}

async function ask<Read>(dataDir: string, asked: Asked<Read>): Promise<Read | null> {
  return await bySocket(`${dataDir}/admin.sock`, asked) ??
    await byPort(`${dataDir}/admin.token`, asked);
}

interface Init {
  readonly method: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function bySocket<Read>(
  socket: string,
  { path, init, read }: Asked<Read>,
): Promise<Read | null> {
  if (!await isSocket(socket)) return null;
  using client = Deno.createHttpClient({ proxy: { transport: "unix", path: socket } });
  return await answered(fetch(`http://localhost${path}`, { ...init, client }), read);
}

async function byPort<Read>(file: string, { path, init, read }: Asked<Read>): Promise<Read | null> {
  const text = await Deno.readTextFile(file).catch(() => null);
  if (text === null) return null;
  const { port, token } = JSON.parse(text);
  const headers = { ...init.headers, "trio-token": token };
  return await answered(fetch(`http://127.0.0.1:${port}${path}`, { ...init, headers }), read);
}

async function readAll(answer: Response): Promise<AdminAnswer> {
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? null : JSON.parse(text) };
}

async function answered<Read>(
  answer: Promise<Response>,
  read: (answer: Response) => Promise<Read>,
): Promise<Read | null> {
  try {
    return await read(await answer);
  } catch (error) {
    // The socket or the file of a program that has died.
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function isSocket(path: string): Promise<boolean> {
  return Deno.stat(path).then((stat) => stat.isSocket === true, () => false);
}
