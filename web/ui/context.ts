// The tools that every part of the page may use, handed down once from page.tsx.

import { type Context, createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Clock } from "../../protocol/clock.ts";
import type { Loader } from "../platform/loader.ts";
import type { Notifier } from "../platform/notifier.ts";
import type { DrawnSpeech } from "./markup.ts";
import type { Choices } from "../storage/preferences.ts";
import type { Session } from "../sync/session.ts";

export interface Tools {
  readonly session: Session;
  readonly speech: DrawnSpeech;
  readonly choices: Choices;
  readonly notifier: Notifier;
  readonly loader: Loader;
  readonly clock: Clock;
}

export const ToolsContext = createContext<Tools | null>(null);

export function useTools(): Tools {
  return useWithin(ToolsContext);
}

/** The value of a context; throws outside of the part that provides it. */
export function useWithin<Value>(context: Context<Value | null>): Value {
  const value = useContext(context);
  if (value === null) {
    throw new Error("A part was drawn outside of the one that provides its context");
  }
  return value;
}
