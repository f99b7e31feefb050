// A collector on this machine, to which Deno's exporter sends spans, logs and metrics as JSON.

export interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty: none. */
  readonly parentSpanId: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Collector {
  /** For a program whose spans are to be sent here, soon after each. */
  readonly env: Readonly<Record<string, string>>;
  /** Resolves when more spans have come. */
  more(): Promise<void>;
  /** The spans that Trio made. */
  spans(): readonly Span[];
  /** All that was sent. */
  received(): string;
  [Symbol.asyncDispose](): Promise<void>;
}

interface SentSpan extends Omit<Span, "attributes"> {
  readonly attributes: readonly {
    readonly key: string;
    readonly value: { readonly stringValue?: string };
  }[];
}

interface SentTraces {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly {
      readonly scope: { readonly name: string };
      readonly spans: readonly SentSpan[];
    }[];
  }[];
}

export function startCollector(): Collector {
  const bodies: string[] = [];
  const traces: SentTraces[] = [];
  let came = Promise.withResolvers<void>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const text = await request.text();
    bodies.push(text);
    if (new URL(request.url).pathname === "/v1/traces") {
      traces.push(JSON.parse(text));
      came.resolve();
      came = Promise.withResolvers();
    }
    return Response.json({});
  });
  return {
    env: {
      OTEL_DENO: "true",
      OTEL_DENO_TRACING: "false",
      OTEL_DENO_METRICS: "false",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${server.addr.port}`,
      OTEL_BSP_SCHEDULE_DELAY: "100",
      OTEL_BLRP_SCHEDULE_DELAY: "100",
    },
    more: () => came.promise,
    spans: () =>
      traces.flatMap(({ resourceSpans }) => resourceSpans.flatMap(({ scopeSpans }) => scopeSpans))
        .filter(({ scope }) => scope.name === "trio")
        .flatMap(({ spans }) => spans.map(spanOf)),
    received: () => bodies.join("\n"),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function spanOf({ attributes, ...span }: SentSpan): Span {
  return {
    ...span,
    attributes: Object.fromEntries(
      attributes.map(({ key, value }) => [key, value.stringValue ?? ""]),
    ),
  };
}
