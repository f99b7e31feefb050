// The heading of the search: the page's own while there are no trios, which have it else.

import { useSelector } from "../ui/use_selector.ts";

export function useTitle(): "h1" | "h2" {
  return useSelector((state) => state.groups.size > 0) ? "h2" : "h1";
}
