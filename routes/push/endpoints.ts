// Which endpoints pushes may be sent to: a subscription names the address that this server then
// sends requests to.

import { endpointLength } from "../../protocol/push_content.ts";
import type { Settings } from "../../settings.ts";

type Hosts = Settings["pushHosts"];

/** Whether an endpoint is an address of one of the hosts. */
export function isPushEndpoint(endpoint: string, hosts: Hosts): boolean {
  if (endpoint.length > endpointLength || !/^[!-~]+$/.test(endpoint)) return false;
  const url = URL.parse(endpoint);
  if (url === null || url.username !== "" || url.password !== "" || url.hash !== "") return false;
  const port = Number(url.port) || (url.protocol === "http:" ? 80 : 443);
  return hosts.some((host) => {
    if (host.port !== port || !isNamed(url.hostname, host)) return false;
    const mayBePlain = host.hasPort && isLoopback(url.hostname);
    return url.protocol === "https:" || (url.protocol === "http:" && mayBePlain);
  });
}

function isNamed(hostname: string, { name }: Hosts[number]): boolean {
  return name.startsWith("*.") ? hostname.endsWith(name.slice(1)) : hostname === name;
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}
