// Which plots there are, what each draws, and what is to be said of it in words.

import type { FigureName, OpsView, Series } from "../../protocol/ops_figures.ts";
import type { PlainKey } from "../i18n/texts.ts";
import { lastKnown } from "./series.ts";
import type { Unit } from "./units.ts";

export interface Line {
  readonly figure: FigureName;
  readonly label: PlainKey;
  /** Whether it is told as the bound of a bucket. */
  readonly isBound?: boolean;
}

export interface Plot {
  readonly id: string;
  readonly title: PlainKey | ((view: OpsView) => PlainKey);
  readonly unit: Unit;
  /** One or two. */
  readonly lines: readonly Line[];
  /** Said where there are figures, and none of these. */
  readonly none: PlainKey;
  /** What a point of a day is, where that is not said by the labels. */
  readonly ofDay?: PlainKey;
  /** Whether it is counted in each step, and drawn as bars. */
  readonly isCounted?: boolean;
  /** Whether outages of the database are marked in it. */
  readonly hasOutages?: boolean;
}

/** Not everything is measured everywhere: a database may be embedded, and the way of a message. */
export function plotsOf(view: OpsView): readonly Plot[] {
  const { nodes, poolBusy, deliveredP50Ms } = view.figures;
  const isKnown = (series: Series) => lastKnown(nodes) === null || lastKnown(series) !== null;
  const isLeftOut: Readonly<Record<string, boolean>> = {
    delivered: !isKnown(deliveredP50Ms),
    pool: !isKnown(poolBusy),
  };
  return plots.filter(({ id }) => !isLeftOut[id]);
}

const plots: readonly Plot[] = [
  {
    ...{ id: "online", title: "ops.online", unit: "count", none: "ops.none" },
    ofDay: "ops.ofDay.mean",
    lines: [
      { figure: "online", label: "ops.online.people" },
      { figure: "sockets", label: "ops.online.sockets" },
    ],
  },
  {
    ...{ id: "messages", title: "ops.messages", unit: "rate", none: "ops.none" },
    ofDay: "ops.ofDay.mean",
    lines: [{ figure: "messagesPerSecond", label: "ops.messages.rate" }],
  },
  {
    ...{ id: "stored", title: "ops.delay.stored", unit: "ms", none: "ops.none.messages" },
    ofDay: "ops.ofDay.all",
    lines: [
      { figure: "storedP50Ms", label: "ops.delay.p50", isBound: true },
      { figure: "storedP99Ms", label: "ops.delay.p99", isBound: true },
    ],
  },
  {
    ...{ id: "delivered", title: "ops.delay.delivered", unit: "ms", none: "ops.none.messages" },
    ofDay: "ops.ofDay.all",
    lines: [
      { figure: "deliveredP50Ms", label: "ops.delay.p50", isBound: true },
      { figure: "deliveredP99Ms", label: "ops.delay.p99", isBound: true },
    ],
  },
  {
    ...{ id: "waiting", title: "ops.waiting", unit: "count", none: "ops.none" },
    ofDay: "ops.ofDay.mean",
    lines: [{ figure: "waiting", label: "ops.waiting.people" }],
  },
  {
    ...{ id: "waits", title: "ops.waits", unit: "wait", none: "ops.none.waits" },
    ofDay: "ops.ofDay.waits",
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
    ofDay: "ops.ofDay.most",
    lines: [{ figure: "databaseMs", label: "ops.database.answer" }],
    hasOutages: true,
  },
  {
    ...{ id: "pool", title: "ops.pool", unit: "count", none: "ops.none" },
    ofDay: "ops.ofDay.most",
    lines: [
      { figure: "poolBusy", label: "ops.pool.busy" },
      { figure: "poolQueue", label: "ops.pool.queue" },
    ],
  },
  {
    ...{ id: "loop", title: "ops.loop", unit: "ms", none: "ops.none" },
    ofDay: "ops.ofDay.most",
    lines: [{ figure: "loopDelayMs", label: "ops.delay.p99", isBound: true }],
  },
  {
    ...{ id: "memory", title: "ops.memory", unit: "bytes", none: "ops.none" },
    ofDay: "ops.ofDay.most",
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
