// What every part of the page may use, handed down once from main.tsx.

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Clock } from "../actors/clock.ts";
import type { Herald } from "./herald.ts";
import type { Speech } from "./i18n/language.ts";
import type { Choices } from "./prefs.ts";
import type { Session } from "./session.ts";

export interface Tools {
  readonly session: Session;
  readonly speech: Speech;
  readonly choices: Choices;
  readonly herald: Herald;
  readonly clock: Clock;
}

export const ToolsContext = createContext<Tools | null>(null);

/** The tools of the page; throws outside of its root. */
export function useTools(): Tools {
  const tools = useContext(ToolsContext);
  if (tools === null) throw new Error("A part was drawn outside of the page's root, which must be <App>");
  return tools;
}
