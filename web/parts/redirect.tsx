// Leads on to another address; the one left is not kept in the history.

import { useLayoutEffect } from "preact/hooks";
import { useLocation } from "preact-iso";

export function Redirect({ to }: { readonly to: string }) {
  const { route } = useLocation();
  useLayoutEffect(() => route(to, true), [to]);
  return null;
}
