// Serves the metrics to Prometheus at a port of its own, which this machine alone can reach.

import type { Report } from "../../logging/events.ts";
import { contentType, exposition } from "./exposition.ts";
import type { Snapshot } from "./server_snapshot.ts";

export interface MetricsServer {
  readonly port: number;
  stop(): Promise<void>;
}

const metricsHost = "127.0.0.1";

export interface MetricsDeps {
  readonly snapshot: () => Promise<Snapshot>;
  readonly report: Report;
}

/**
 * What this machine calls itself. A page of a stranger can have its own name lead here, and would
 * read the answer in a browser of this machine.
 */
const ownHost = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;

/** Rejects when the port cannot be listened on. */
export function serveMetrics(port: number, deps: MetricsDeps): Promise<MetricsServer> {
  return new Promise((resolve, reject) => {
    try {
      const server = Deno.serve({
        port,
        hostname: metricsHost,
        onListen: (address) => resolve({ port: address.port, stop: () => server.shutdown() }),
      }, (request) => answer(request, deps));
    } catch (error) {
      reject(error);
    }
  });
}

async function answer(
  { method, url, headers: asked }: Request,
  { snapshot, report }: MetricsDeps,
): Promise<Response> {
  if (!ownHost.test(asked.get("host") ?? "")) {
    return new Response("Ask by the name of this machine: localhost\n", { status: 403 });
  }
  if (method !== "GET" || new URL(url).pathname !== "/metrics") {
    return new Response("Not found\n", { status: 404 });
  }
  try {
    const headers = { "content-type": contentType, "cache-control": "no-store" };
    return new Response(exposition(await snapshot()), { headers });
  } catch (error) {
    report("metrics_failed", { error });
    return new Response("Not available\n", { status: 500 });
  }
}
