// A part of the state. A component that reads it is drawn again when that part changes, not with
// every frame of the server.

import { useComputed } from "@preact/signals";
import { useTools } from "./context.ts";
import type { State } from "../../client/state/state.ts";

export function useSelector<Part>(select: (state: State) => Part): Part {
  const { session } = useTools();
  return useComputed(() => select(session.state.value)).value;
}
