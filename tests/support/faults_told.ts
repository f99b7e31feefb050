// What an operator would read of faults: the sentences of a program under test.

import { events, type Report } from "../../logging/events.ts";
import { sentence } from "../../logging/lines.ts";

/** Adds what is a warning or an error to a list, without its time. */
export function faultsInto(sentences: string[]): Report {
  return (event, details = {}) => {
    const { level } = events[event];
    if (level === "warning" || level === "error") sentences.push(sentence(event, details));
  };
}
