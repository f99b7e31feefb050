// Leads to another address, which takes the place of this one in the history.

import { useLayoutEffect } from "preact/hooks";
import { usePlace } from "../router.tsx";

export function Redirect({ to }: { readonly to: string }) {
  const { route } = usePlace();
  useLayoutEffect(() => route(to, true), [to]);
  return null;
}
