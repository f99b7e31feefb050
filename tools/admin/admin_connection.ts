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
  return await bySocket(`${dataDir}/admin.sock`, path, init) ??
    await byPort(`${dataDir}/admin.token`, path, init);
}

interface Init {
  readonly method: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function bySocket(socket: string, path: string, init: Init): Promise<AdminAnswer | null> {
  if (!await isSocket(socket)) return null;
  using client = Deno.createHttpClient({ proxy: { transport: "unix", path: socket } });
  return await answerTo(`http://localhost${path}`, { ...init, client });
}

async function byPort(file: string, path: string, init: Init): Promise<AdminAnswer | null> {
  const text = await Deno.readTextFile(file).catch(() => null);
  if (text === null) return null;
  const { port, token } = JSON.parse(text);
  const headers = { ...init.headers, "trio-token": token };
  return await answerTo(`http://127.0.0.1:${port}${path}`, { ...init, headers });
}

async function answerTo(
  url: string,
  init: RequestInit & { readonly client?: Deno.HttpClient },
): Promise<AdminAnswer | null> {
  try {
    const answer = await fetch(url, init);
    const text = await answer.text();
    return { status: answer.status, body: text === "" ? null : JSON.parse(text) };
  } catch (error) {
    // The socket or the file of a program that has died.
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function isSocket(path: string): Promise<boolean> {
  return Deno.stat(path).then((stat) => stat.isSocket === true, () => false);
}
