// Which addresses the server may use, as the start task grants them: where it listens, where its
// database is, and the push services. Settings that are wrong grant nothing: the server refuses
// them with a sentence.

import { isDatabaseUrl } from "../settings/database_setting.ts";
import { pushHosts } from "../settings/push_settings.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What of the environment says it. */
const names = [
  ...["HOST", "PORT", "DATA_DIR", "DATABASE_URL", "PGHOST", "PGPORT"] as const,
  ...["PUSH_HOSTS", "METRICS_PORT"] as const,
] as const;

/** Where a relative `DATA_DIR` is: the task runs here. */
const root = decodeURIComponent(new URL("../", import.meta.url).pathname);

/** For `--allow-net`. `addressesOf` tells what a name stands for. */
export function netGrant(env: Environment, addressesOf = resolved): string {
  const host = env.HOST || "localhost";
  const hosts = new Set([host, ...addressesOf(host)]);
  const own = [...hosts].map((name) => address(name, env.PORT || "8000"));
  const granted = [
    ...[...own, databaseAddress(env), metricsAddress(env)],
    ...[...pushAddresses(env), ...adminAddresses(env)],
  ].filter((one) => one !== null);
  return granted.join(",");
}

function pushAddresses({ PUSH_HOSTS }: Environment): readonly string[] {
  try {
    return pushHosts(PUSH_HOSTS).map(({ name, port }) => `${name}:${port}`);
  } catch {
    return [];
  }
}

/** The operator's socket, which is also looked at, and a free port where there can be none. */
function adminAddresses({ DATA_DIR }: Environment): readonly string[] {
  const folder = DATA_DIR || "./data";
  // A comma would end the grant: the server refuses such a folder.
  if (folder.includes(",") || Deno.build.os === "windows") return ["127.0.0.1:0"];
  const path = folder.startsWith("/") ? folder : root + folder.replace(/^\.\//, "");
  return [`unix:${path}/admin.sock`, "127.0.0.1:0"];
}

function metricsAddress({ METRICS_PORT }: Environment): string | null {
  return Number(METRICS_PORT) > 0 ? address("127.0.0.1", METRICS_PORT ?? "") : null;
}

function databaseAddress({ DATABASE_URL, PGHOST, PGPORT }: Environment): string | null {
  if (!DATABASE_URL || !isDatabaseUrl(DATABASE_URL)) return null;
  const url = new URL(DATABASE_URL);
  const host = url.searchParams.get("host") || url.hostname || PGHOST || "localhost";
  return address(decodeURIComponent(host), url.port || PGPORT || "5432");
}

function address(host: string, port: string): string | null {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) return null;
  const name = host.replace(/^\[|\]$/g, "");
  if (/^[\da-f:.]*:[\da-f:.]*$/i.test(name)) return `[${name}]:${port}`;
  return /^[\w.-]+$/.test(name) ? `${name}:${port}` : null;
}

/** node:http listens on what a name stands for, and has to be granted that. */
function resolved(host: string): readonly string[] {
  if (host === "localhost") return ["127.0.0.1", "::1"];
  try {
    using listener = Deno.listen({ hostname: host, port: 0 });
    return [listener.addr.hostname];
  } catch {
    return [];
  }
}

/** `netGrant` of this process's own environment. */
export function ownNetGrant(): string {
  return netGrant(Object.fromEntries(names.map((name) => [name, Deno.env.get(name)])));
}

if (import.meta.main) console.log(ownNetGrant());
