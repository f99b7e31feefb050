// The suite in Node, with the package as npm has it: what is told on the command line is JSON, and
// so is what is printed. When this file is bundled, the client is that package.

import process from "node:process";
import { WebSocket } from "ws";
import * as trio from "../../../client/mod.ts";
import type { InnerConstructor } from "./faulty_line.ts";
import { runSuite, type SuiteOptions } from "./suite.ts";

export interface NodeOptions extends Pick<SuiteOptions, "url" | "people" | "resumeMessages"> {
  /** Where the server's hand is asked over HTTP. */
  readonly control: string;
}

const { control, ...options }: NodeOptions = JSON.parse(process.argv[2] ?? "");
const held = await runSuite({
  ...options,
  trio,
  WebSocket: WebSocket as unknown as InnerConstructor,
  async host(action) {
    const answer = await fetch(`${control}/${action}`, { method: "POST" });
    if (!answer.ok) throw new Error(`The host refused "${action}"`);
  },
});
console.log(JSON.stringify(held));
