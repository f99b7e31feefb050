// Spans by Deno's own exporter, which sends them to a collector (OTLP) and needs no permission.

import { AsyncLocalStorage } from "node:async_hooks";
import type { GroupId } from "../protocol/domain.ts";
import type { Traced, Tracing } from "./tracing.ts";

/** The part of `Deno.telemetry` that is needed, in the form of OpenTelemetry's API. */
export interface Telemetry {
  readonly tracerProvider: { getTracer(name: string, version: string): Tracer };
  readonly contextManager: { active(): Context };
}

interface Tracer {
  startSpan(name: string, options: SpanOptions, context?: Context): Span;
}

interface SpanOptions {
  readonly kind?: number;
  readonly root?: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Context {
  setValue(key: symbol, value: unknown): Context;
}

interface SpanContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

interface Span {
  spanContext(): SpanContext;
  addLink(link: { readonly context: SpanContext }): void;
  setAttribute(name: string, value: string): void;
  setStatus(status: { readonly code: number }): void;
  end(): void;
}

/** Under which a context has its span. */
const spanKey = Symbol.for("OpenTelemetry Context Key SPAN");
const serverKind = 1;
const errorStatus = { code: 2 } as const;

/** A turn under way. */
interface Turn {
  readonly group: GroupId;
  readonly type: string;
  readonly span: Span;
  /** What a turn leaves behind, timers among it, is not of it. */
  isOver: boolean;
}

export function createTracing(telemetry: Telemetry, version: string): Tracing {
  return new Spans(telemetry, version);
}

class Spans implements Tracing {
  readonly #tracer: Tracer;
  readonly #contexts: Telemetry["contextManager"];
  /** Not Deno's own context: its spans of requests that a turn sets off would hold addresses. */
  readonly #turns = new AsyncLocalStorage<Turn>();

  constructor({ tracerProvider, contextManager }: Telemetry, version: string) {
    this.#tracer = tracerProvider.getTracer("trio", version);
    this.#contexts = contextManager;
  }

  frame(type: string, group: GroupId) {
    const attributes = attributesOf(group, type);
    const span = this.#tracer.startSpan("frame", { root: true, kind: serverKind, attributes });
    return {
      trace: textOf(span.spanContext()),
      end(outcome: string) {
        span.setAttribute("trio.outcome", outcome);
        span.end();
      },
    };
  }

  async turn<T>(
    group: GroupId,
    run: readonly Traced[],
    handle: () => Promise<T>,
  ): Promise<T> {
    const turns = run.flatMap((command) => this.#turnOf(group, command) ?? []);
    const [first, ...others] = turns;
    if (first === undefined) return await handle();
    for (const { span } of others) span.addLink({ context: first.span.spanContext() });
    try {
      return await this.#turns.run(first, handle);
    } catch (error) {
      for (const { span } of turns) span.setStatus(errorStatus);
      throw error;
    } finally {
      first.isOver = true;
      for (const { span } of turns) span.end();
    }
  }

  async commit<T>(write: () => Promise<T>): Promise<T> {
    const span = this.#spanInTurn("commit");
    try {
      return await write();
    } catch (error) {
      span?.setStatus(errorStatus);
      throw error;
    } finally {
      span?.end();
    }
  }

  delivery(deliver: () => void): void {
    const span = this.#spanInTurn("delivery");
    deliver();
    span?.end();
  }

  #turnOf(group: GroupId, { type, trace }: Traced): Turn | null {
    const parent = trace === undefined ? null : contextOf(trace);
    if (parent === null) return null;
    const span = this.#spanUnder({ spanContext: () => parent }, "turn", { group, type });
    return { group, type, span, isOver: false };
  }

  #spanInTurn(name: string): Span | null {
    const turn = this.#turns.getStore();
    return turn && !turn.isOver ? this.#spanUnder(turn.span, name, turn) : null;
  }

  #spanUnder(
    parent: Pick<Span, "spanContext">,
    name: string,
    { group, type }: Pick<Turn, "group" | "type">,
  ): Span {
    const context = this.#contexts.active().setValue(spanKey, parent);
    return this.#tracer.startSpan(name, { attributes: attributesOf(group, type) }, context);
  }
}

function attributesOf(group: GroupId, type: string) {
  return { "trio.group": group, "trio.command": type };
}

function textOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}

/** Null: it is none. */
function contextOf(trace: string): SpanContext | null {
  const [, traceId, spanId, flags] = /^00-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/.exec(trace) ??
    [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) };
}
