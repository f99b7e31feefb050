// Spans of turns: which trace each is in, what belongs to it, and how a fault shows.

import assert from "node:assert/strict";
import { createTracing } from "../../logging/spans.ts";
import type { GroupId } from "../../protocol/domain.ts";

interface Told {
  readonly name: string;
  readonly id: string;
  readonly parent: string | null;
  readonly links: string[];
  readonly attributes: Record<string, string>;
  status: number;
  isOver: boolean;
}

const group = "a group" as GroupId;

/** A telemetry that keeps what it is told; a span's id counts. */
function open() {
  const spans: Told[] = [];
  const startSpan = (
    name: string,
    { attributes }: { readonly attributes: Readonly<Record<string, string>> },
    context?: unknown,
  ) => {
    const parent = (context as { parent: Parent } | undefined)?.parent.spanContext().spanId ?? null;
    const id = String(spans.length + 1).padStart(16, "0");
    const told: Told = {
      ...{ name, id, parent, links: [], attributes: { ...attributes }, status: 0, isOver: false },
    };
    spans.push(told);
    return {
      spanContext: () => ({ traceId: "f".repeat(32), spanId: id, traceFlags: 1 }),
      addLink: ({ context: { spanId } }: { readonly context: { readonly spanId: string } }) =>
        void told.links.push(spanId),
      setAttribute: (key: string, value: string) => void (told.attributes[key] = value),
      setStatus: ({ code }: { readonly code: number }) => void (told.status = code),
      end: () => void (told.isOver = true),
    };
  };
  interface Parent {
    spanContext(): { readonly spanId: string };
  }
  const context = {
    setValue: (_key: symbol, parent: unknown) => ({ ...context, parent: parent as Parent }),
  };
  const tracing = createTracing({
    tracerProvider: { getTracer: () => ({ startSpan }) },
    contextManager: { active: () => context },
  }, "1");
  const of = (name: string) => spans.filter((span) => span.name === name);
  return { tracing, spans, of };
}

Deno.test("[Z37] texts that go in one turn have a turn each in their traces; commit and delivery are the first one's, to which the others link", async () => {
  const { tracing, of } = open();
  const frames = [tracing.frame("send", group), tracing.frame("send", group)];
  const run = frames.map(({ trace }) => ({ type: "send", trace }));
  const given = await tracing.turn(group, run, async () => {
    await tracing.commit(() => Promise.resolve());
    tracing.delivery(() => {});
    return 7;
  });
  for (const frame of frames) frame.end("done");
  assert.equal(given, 7);
  const [first, second] = of("turn");
  assert.deepEqual([first?.parent, second?.parent], of("frame").map(({ id }) => id));
  assert.deepEqual([first?.links, second?.links], [[], [first?.id]]);
  assert.deepEqual(
    [...of("commit"), ...of("delivery")].map(({ parent }) => parent),
    [first?.id, first?.id],
  );
  const outcomes = of("frame").map(({ attributes }) => attributes["trio.outcome"]);
  assert.deepEqual(outcomes, ["done", "done"]);
});

Deno.test("[Z37] a fault is marked on its commit and turn, without its words, and goes on", async () => {
  const { tracing, spans, of } = open();
  const { trace } = tracing.frame("send", group);
  const fails = tracing.turn(
    group,
    [{ type: "send", trace }],
    () => tracing.commit(() => Promise.reject(new Error("canary"))),
  );
  await assert.rejects(fails, /canary/);
  assert.deepEqual([of("turn")[0]?.status, of("commit")[0]?.status], [2, 2]);
  assert(!JSON.stringify(spans).includes("canary"));
  assert(spans.filter(({ name }) => name !== "frame").every(({ isOver }) => isOver));
});

Deno.test("[Z37] what is in no trace has no span, nor has what a turn leaves behind", async () => {
  const { tracing, spans, of } = open();
  const late = Promise.withResolvers<void>();
  const work = async () => {
    await tracing.commit(() => Promise.resolve());
    tracing.delivery(() => {});
  };
  const untraced = [{ type: "group_changed" }, { type: "send", trace: "00-no-trace-01" }];
  await tracing.turn(group, untraced, work);
  assert.deepEqual(spans, []);
  const { trace } = tracing.frame("read", group);
  let left = Promise.resolve();
  await tracing.turn(group, [{ type: "read", trace }], () => {
    left = late.promise.then(work);
    return Promise.resolve();
  });
  late.resolve();
  await left;
  assert.deepEqual([of("turn").length, of("commit").length, of("delivery").length], [1, 0, 0]);
});
