// Which plots there are, what each draws, and what is to be said of it in words.

import type { FigureName, OpsView } from "../../protocol/ops_figures.ts";
import type { PlainKey } from "../i18n/texts.ts";
import { lastKnown } from "./series.ts";
import type { Unit } from "./units.ts";

export interface Line {
  readonly figure: FigureName;
  readonly label: PlainKey;
}

export interface Plot {
  readonly id: string;
  readonly title: PlainKey | ((view: OpsView) => PlainKey);
  readonly unit: Unit;
  /** One or two. */
  readonly lines: readonly Line[];
  /** Said where there are figures, and none of these. */
  readonly none: PlainKey;
  /** Whether it is counted in each step, and drawn as bars. */
  readonly isCounted?: boolean;
  /** Whether outages of the database are marked in it. */
  readonly hasOutages?: boolean;
}

/** Without the connections to a database that is embedded. */
export function plotsOf(view: OpsView): readonly Plot[] {
  const { nodes, poolBusy } = view.figures;
  const isEmbedded = lastKnown(nodes) !== null && lastKnown(poolBusy) === null;
  return plots.filter(({ id }) => !(isEmbedded && id === "pool"));
}

const plots: readonly Plot[] = [
  {
    ...{ id: "online", title: "ops.online", unit: "count", none: "ops.none" },
    lines: [
      { figure: "online", label: "ops.online.people" },
      { figure: "sockets", label: "ops.online.sockets" },
    ],
  },
  {
    ...{ id: "messages", title: "ops.messages", unit: "rate", none: "ops.none" },
    lines: [{ figure: "messagesPerSecond", label: "ops.messages.rate" }],
  },
  {
    ...{ id: "delay", unit: "ms", none: "ops.none.messages" },
    // By what it is measured over.
    title: ({ delayOf }) => delayOf === "delivered" ? "ops.delay.delivered" : "ops.delay.stored",
    lines: [
      { figure: "delayP50Ms", label: "ops.delay.p50" },
      { figure: "delayP99Ms", label: "ops.delay.p99" },
    ],
  },
  {
    ...{ id: "waiting", title: "ops.waiting", unit: "count", none: "ops.none" },
    lines: [{ figure: "waiting", label: "ops.waiting.people" }],
  },
  {
    ...{ id: "waits", title: "ops.waits", unit: "wait", none: "ops.none.waits" },
    lines: [
      { figure: "waitMedianMs", label: "ops.waits.median" },
      { figure: "waitLongestMs", label: "ops.waits.longest" },
    ],
  },
  {
    ...{ id: "formed", unit: "count", none: "ops.none", isCounted: true },
    title: ({ span }) => span === "hour" ? "ops.formed.hour" : "ops.formed.day",
    lines: [{ figure: "formed", label: "ops.formed.trios" }],
  },
  {
    ...{ id: "database", title: "ops.database", unit: "ms", none: "ops.none.database" },
    lines: [{ figure: "databaseMs", label: "ops.database.answer" }],
    hasOutages: true,
  },
  {
    ...{ id: "pool", title: "ops.pool", unit: "count", none: "ops.none" },
    lines: [
      { figure: "poolBusy", label: "ops.pool.busy" },
      { figure: "poolQueue", label: "ops.pool.queue" },
    ],
  },
  {
    ...{ id: "loop", title: "ops.loop", unit: "ms", none: "ops.none" },
    lines: [{ figure: "loopDelayMs", label: "ops.loop.late" }],
  },
  {
    ...{ id: "memory", title: "ops.memory", unit: "bytes", none: "ops.none" },
    lines: [{ figure: "memoryBytes", label: "ops.memory.most" }],
  },
  {
    ...{ id: "nodes", title: "ops.nodes", unit: "count", none: "ops.none" },
    lines: [{ figure: "nodes", label: "ops.nodes.count" }],
  },
];
export function titleOf({ title }: Plot, view: OpsView): PlainKey {
  return typeof title === "string" ? title : title(view);
}
