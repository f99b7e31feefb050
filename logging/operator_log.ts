// The operator's log: LogTape takes the entries of the levels that are wanted, and each becomes a
// line of the standard output at once, so that none is lost when the program ends.

import { configureSync, getLogger, type LogRecord } from "@logtape/logtape";
import type { Details, EventName, Level, Report } from "./events.ts";
import { events } from "./events.ts";
import { greeting, humanLine, jsonLine } from "./lines.ts";

interface LogOptions {
  /** Entries below this level are left out. */
  readonly level: Level;
  /** Whether people read the lines as they come. */
  readonly isTerminal: boolean;
  readonly write: (line: string) => void;
}

const category = "trio";
const logger = getLogger(category);

/** Sets where entries go from now on, in the whole process. */
export function configureLog({ level, isTerminal, write }: LogOptions): void {
  const sink = ({ timestamp, properties }: LogRecord) => {
    const { event, details } = properties as { event: EventName; details: Details };
    if (!isTerminal) return print(write, jsonLine(timestamp, event, details));
    if (event !== "server_started") return print(write, humanLine(timestamp, event, details));
    for (const line of greeting(details)) print(write, line);
  };
  configureSync({
    reset: true,
    sinks: { sink },
    loggers: [
      { category, lowestLevel: level, sinks: ["sink"] },
      // LogTape's own words, of which none is an event.
      { category: ["logtape", "meta"], lowestLevel: "fatal", sinks: [] },
    ],
  });
}

/** Writes an entry; before `configureLog` it goes nowhere. */
export const report: Report = (event, details = {}) => {
  const { level, says } = events[event];
  logger[level](says, { event, details });
};

/** A log on a full disk takes no line, which must not be a fault of its own. */
function print(write: (line: string) => void, line: string): void {
  try {
    write(line);
  } catch {
    // There is nowhere left to tell it.
  }
}
