// The load as a process of its own, so that its share of the machine can be told from the server's.
// Takes one JSON order a line, and answers each with one line.

import { type DialectName, dialects } from "./dialect.ts";
import { Load, openSockets, type Stretch } from "./load.ts";
import type { Member } from "./database.ts";

export type Order =
  /** Opens so many sockets, member after member at these servers, and from the first on again. */
  | {
    readonly do: "open";
    readonly urls: readonly string[];
    readonly dialect: DialectName;
    readonly count: number;
  }
  | { readonly do: "saturate" }
  | { readonly do: "pace"; readonly perSecond: number }
  | { readonly do: "mark" }
  | { readonly do: "look" }
  | { readonly do: "rest" }
  | { readonly do: "close" };
/** `stretch` answers "look"; else it is null. */
export interface Report {
  readonly stretch: Stretch | null;
  readonly acknowledged: number;
}

async function obey(
  order: Order,
  load: Load | null,
  members: readonly Member[],
): Promise<Load | null> {
  if (order.do === "open") {
    const dialect = dialects[order.dialect];
    return new Load(await openSockets(order.urls, members.slice(0, order.count), dialect), dialect);
  }
  if (order.do === "saturate") load?.start();
  if (order.do === "pace") load?.keepPace(order.perSecond);
  if (order.do === "mark") load?.mark();
  if (order.do === "rest") await load?.stop();
  if (order.do === "close") load?.close();
  return load;
}

if (import.meta.main) {
  const members: readonly Member[] = JSON.parse(await Deno.readTextFile(Deno.args[0] ?? ""));
  let load: Load | null = null;
  let unread = "";
  for await (const part of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (unread + part).split("\n");
    unread = lines.pop() ?? "";
    for (const line of lines) {
      const order: Order = JSON.parse(line);
      load = await obey(order, load, members);
      const stretch = order.do === "look" ? load?.stretch() ?? null : null;
      const report: Report = { stretch, acknowledged: load?.acknowledged ?? 0 };
      console.log(JSON.stringify(report));
    }
  }
}
