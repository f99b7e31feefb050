// HAProxy in front of the nodes: requests and sockets go to the nodes in turn, to no node twice
// for any reason of its own.

import { type Running, spawn } from "../running.ts";
import { findProgram, ProgramMissing } from "./postgres_programs.ts";

export interface Backend {
  readonly name: string;
  readonly port: number;
}

export interface HaproxyOptions {
  readonly port: number;
  readonly nodes: readonly Backend[];
  /** Its configuration goes there. */
  readonly folder: string;
  readonly onText?: (text: string) => void;
  /** Finds a program; where this machine has it, when it is left out. */
  readonly find?: typeof findProgram;
}

export interface Haproxy extends Running {
  readonly url: string;
}

const missing = "HAProxy is missing: install Debian's package haproxy";

const defaults = `global
  log stderr format raw daemon warning

defaults
  mode http
  log global
  balance roundrobin
  option forwardfor
  option redispatch 1
  retries 3
  timeout connect 1s
  # A password waits for its turn longer than anything else.
  timeout client 60s
  timeout server 60s
  timeout http-request 15s
  timeout check 2s
  timeout client-fin 10s
  timeout server-fin 10s
  # The page pings each 15 s: a client that is silent for so long is gone.
  timeout tunnel 75s
`;

/**
 * Two backends of the same nodes. A node that says on /readyz that it cannot serve is asked nothing
 * new. A socket outlives that, since a database that is away ends no socket. A node that does not
 * even answer /healthz has its sockets ended, so that their clients go elsewhere. A node that stops
 * refuses new sockets with 503 while its others leave: the next node is tried.
 */
export function haproxyConfig({ port, nodes }: Pick<HaproxyOptions, "port" | "nodes">): string {
  const servers = (more: string) =>
    nodes.map((node) =>
      `  server ${node.name} 127.0.0.1:${node.port} check inter 1s fall 2 rise 1${more}`
    ).join("\n");
  return `${defaults}
frontend trio
  bind 127.0.0.1:${port}
  use_backend sockets if { path /ws }
  default_backend requests

backend requests
  option httpchk GET /readyz
${servers("")}

backend sockets
  option httpchk GET /healthz
  retry-on conn-failure empty-response response-timeout 503
${servers(" on-marked-down shutdown-sessions")}
`;
}

/** Resolves once it takes connections. */
export async function startHaproxy(options: HaproxyOptions): Promise<Haproxy> {
  const program = await (options.find ?? findProgram)("haproxy");
  if (program === null) throw new ProgramMissing(missing);
  const path = `${options.folder}/haproxy.cfg`;
  await Deno.writeTextFile(path, haproxyConfig(options));
  const process = spawn(["-db", "-f", path], {
    program,
    sign: null,
    detached: true,
    ...(options.onText && { onText: options.onText }),
  });
  while (!await takesConnections(options.port)) {
    const ended = await Promise.race([process.ended, pause(50)]);
    if (ended) throw new Error(`HAProxy ended:\n${ended.output}`);
  }
  return { ...process, url: `http://127.0.0.1:${options.port}` };
}

function takesConnections(port: number): Promise<boolean> {
  return Deno.connect({ hostname: "127.0.0.1", port }).then((connection) => {
    connection.close();
    return true;
  }, () => false);
}

function pause(ms: number): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), ms));
}
