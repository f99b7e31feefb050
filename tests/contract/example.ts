// The examples of docs/protocol.md: what each person's client sends, and what must come to it.

import assert from "node:assert/strict";
import type { Client, Line } from "../../tools/client.ts";

export interface Step {
  readonly person: string;
  readonly isSent: boolean;
  /** Of a frame `frame`, of a request its method, of an answer its status. */
  readonly head: string;
  /** Of a request alone. */
  readonly path: string;
  readonly json: string;
}

/** The lines of all blocks that are marked as examples. */
export function readSteps(markdown: string): Step[] {
  const blocks = [...markdown.matchAll(/^```example\n([^]*?)^```$/gm)];
  const lines = blocks.flatMap(([, block = ""]) => block.split("\n"));
  return lines.filter((line) => line !== "").map((line) => {
    const read = /^(\w+) ([<>]) (frame|\d{3}|[A-Z]+(?= \/))(?: (\/\S+))?(?: (.+))?$/.exec(line);
    assert(read, `Not a line of an example: ${line}`);
    const [, person = "", mark, head = "", path = "", json = ""] = read;
    return { person, isSent: mark === ">", head, path, json };
  });
}

/** What stands in the place of a value, or of further fields. */
const anything = "…";

/**
 * Fails where the value is not as the pattern has it: JSON, in which `…` as a value, within a
 * string or as the last field stands for anything, and a string in capitals is noted in `names`
 * the first time, and the same from then on.
 */
export function assertLike(value: unknown, pattern: string, names: Map<string, string>): void {
  const wanted = pattern.trim() === "" ? null : JSON.parse(
    pattern.replaceAll(/(?<=[:\s])…(?=[,}\]]|$)/g, `"${anything}"`)
      .replaceAll(/, "…"(?=\})/g, `, "${anything}": "${anything}"`)
      .replace(/^…$/, `"${anything}"`),
  );
  hold(value, wanted, names, "");
}

function isLike(value: unknown, pattern: string, names: ReadonlyMap<string, string>): boolean {
  try {
    assertLike(value, pattern, new Map(names));
    return true;
  } catch {
    return false;
  }
}

function hold(value: unknown, wanted: unknown, names: Map<string, string>, at: string): void {
  if (wanted === anything) return;
  if (typeof wanted === "string" && /^[A-Z]+$/.test(wanted) && typeof value === "string") {
    assert.equal(value, names.get(wanted) ?? value, at);
    names.set(wanted, value);
  } else if (Array.isArray(wanted)) {
    assert(Array.isArray(value) && value.length === wanted.length, `${at}: not such a list`);
    wanted.forEach((one, index) => hold(value[index], one, names, `${at}[${index}]`));
  } else if (wanted instanceof Object) {
    assert(value instanceof Object, `${at}: no object`);
    const { [anything]: isOpen, ...fields } = wanted as Record<string, unknown>;
    const found = value as Record<string, unknown>;
    if (isOpen === undefined) {
      assert.deepEqual(Object.keys(found).toSorted(), Object.keys(fields).toSorted(), at);
    }
    for (const [name, one] of Object.entries(fields)) {
      assert(Object.hasOwn(found, name), `${at}.${name} is missing`);
      hold(found[name], one, names, `${at}.${name}`);
    }
  } else {
    assert.deepEqual(value, wanted, at);
  }
}

/** Does one line after the other, each person with a client of their own. */
export async function play(steps: readonly Step[], newClient: () => Client): Promise<void> {
  const names = new Map<string, string>();
  const clients = new Map<string, Client>();
  const lines = new Map<string, Line>();
  const answers = new Map<string, { readonly status: number; readonly body: unknown }>();
  const filled = (text: string) =>
    text.replaceAll(/\b[A-Z]{3,}\b/g, (one) => names.get(one) ?? one);
  for (const { person, isSent, head, path, json } of steps) {
    const client = clients.get(person) ?? newClient();
    clients.set(person, client);
    if (isSent && head === "frame") {
      const frame = JSON.parse(filled(json));
      if (frame.type === "hello") {
        await lines.get(person)?.close();
        lines.set(person, await client.connect());
      }
      lines.get(person)?.send(frame);
    } else if (isSent) {
      const body = json === "" ? undefined : JSON.parse(json);
      answers.set(person, await client.request(head, filled(path), body));
    } else if (head === "frame") {
      const frame = await lines.get(person)?.next((one) => isLike(one, json, names));
      assertLike(frame, json, names);
    } else {
      const answer = answers.get(person);
      assert.equal(answer?.status, Number(head), `${person}: ${JSON.stringify(answer)}`);
      assertLike(answer?.body, json, names);
    }
  }
  for (const line of lines.values()) await line.close();
}
