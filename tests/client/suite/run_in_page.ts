// The suite in a page, with the package as npm has it: when this file is bundled, the client is
// that package.

import * as trio from "../../../client/mod.ts";
import type { InnerConstructor } from "./faulty_line.ts";
import { runSuite, type SuiteOptions } from "./suite.ts";

/** What the page is told by who opens it. */
export type Told = Pick<SuiteOptions, "url" | "people" | "resumeMessages">;

/** What the page has for who opens it, and is given by them. */
export interface PageOfSuite extends Pick<SuiteOptions, "host"> {
  runSuite(told: Told): Promise<string[]>;
}

const page = globalThis as unknown as PageOfSuite;
page.runSuite = (told) =>
  runSuite({
    ...told,
    trio,
    WebSocket: WebSocket as unknown as InnerConstructor,
    host: (action) => page.host(action),
  });
