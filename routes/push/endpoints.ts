// Which endpoints pushes may be sent to: a subscription names the address that this server then
// sends requests to. Each has one spelling here, that of the URL standard.

import { endpointLength } from "../../protocol/push_content.ts";
import type { Settings } from "../../settings.ts";

type Hosts = Settings["pushHosts"];

/** An endpoint in its one spelling; null: it is no address of one of the hosts. */
export function pushEndpoint(endpoint: string, hosts: Hosts): string | null {
  if (!/^[!-~]+$/.test(endpoint) || /[#\\]/.test(endpoint)) return null;
  const url = URL.parse(endpoint);
  if (url === null || url.username !== "" || url.password !== "") return null;
  return isOfHosts(url, hosts) && url.href.length <= endpointLength ? url.href : null;
}

function isOfHosts(url: URL, hosts: Hosts): boolean {
  const port = url.port === "" ? (url.protocol === "http:" ? 80 : 443) : Number(url.port);
  return hosts.some((host) => {
    if (host.port !== port || !isNamed(url.hostname, host)) return false;
    const mayBePlain = host.hasPort && isLoopback(url.hostname);
    return url.protocol === "https:" || (url.protocol === "http:" && mayBePlain);
  });
}

/** `*.` stands for labels of a host's name (RFC 1123). */
function isNamed(hostname: string, { name }: Hosts[number]): boolean {
  if (!name.startsWith("*.")) return hostname === name;
  if (hostname.length > 253 || !hostname.endsWith(name.slice(1))) return false;
  const labels = hostname.slice(0, 1 - name.length).split(".");
  return labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label));
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}
