// Measures the page in real Chromium with its CPU slowed 4 times, against a server of its own: what
// it costs on the way, how soon it can be used, how soon a long chat is open, how smooth it stays,
// how soon a line is seen. Prints figures.

import {
  fillLog,
  firstPageBytes,
  keyToLine,
  openChat,
  openFirstPage,
  type Place,
  worstFrame,
  worstFrameOfNothing,
} from "./web/measures.ts";
import { openBrowser } from "../tests/support/browser/browser.ts";
import { startServer } from "../tests/support/server/process.ts";
import { formTrio } from "../tests/support/server/trio.ts";

const runs = 5;
const logLength = 10_000;

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

function print(what: string, values: readonly number[], wanted: string): void {
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(0));
  console.log(
    `${what.padEnd(58)} ${
      median(values).toFixed(0).padStart(6)
    } (${low}–${high})  wanted ${wanted}`,
  );
}

async function repeat(measure: () => Promise<number>): Promise<number[]> {
  const values: number[] = [];
  for (let run = 0; run < runs; run++) values.push(await measure());
  return values;
}

/** By turns with a page that shows nothing, to tell the page's part from the machine's. */
async function measureFrames(place: Place): Promise<void> {
  const ofPage: number[] = [];
  const ofNothing: number[] = [];
  for (let run = 0; run < runs; run++) {
    ofNothing.push(await worstFrameOfNothing(place));
    ofPage.push(await worstFrame(place));
  }
  print("worst frame while 50 messages a second arrive, ms", ofPage, "≤ 50");
  print("  the same of a page that shows nothing, ms", ofNothing, "–");
}

async function main(): Promise<void> {
  const dataDir = await Deno.makeTempDir({ prefix: "trio-bench-" });
  const env = { FRAMES_PER_SECOND: "100000", BURST: "100000" };
  const server = await startServer({ dataDir, env });
  const browser = await openBrowser();
  try {
    for (const { kind, bytes, most } of await firstPageBytes(browser, server.url)) {
      print(
        `${kind} of the first page, bytes received`,
        [bytes],
        most === null ? "–" : `≤ ${most}`,
      );
    }
    const trio = await formTrio(server.url, "bench");
    await fillLog(trio, logLength);
    const place = { browser, url: server.url, trio };
    print(
      "navigation to a usable first page, ms",
      await repeat(() => openFirstPage(place)),
      "≤ 1000",
    );
    print(
      `tap to an open chat of ${logLength} messages, ms`,
      await repeat(() => openChat(place)),
      "≤ 500",
    );
    await measureFrames(place);
    print("keypress to the line on the screen, ms", await repeat(() => keyToLine(place)), "≤ 50");
  } finally {
    await browser.close();
    await server.stop();
    await Deno.remove(dataDir, { recursive: true });
  }
}

await main();
