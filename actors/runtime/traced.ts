// What a group's actor uses, with spans around what it does there.

import type { Store } from "../../db/store/store.ts";
import type { Tracing } from "../../logging/tracing.ts";
import type { Placement } from "./placement.ts";

/** What the actors of groups are handed; without `tracing` it is as it was. */
export function trace<Deps extends { readonly store: Store; readonly tracing?: Tracing | null }>(
  deps: Deps,
  placement: Placement,
): Deps & { readonly placement: Placement } {
  const { store, tracing } = deps;
  return tracing
    ? {
      ...deps,
      store: tracedStore(store, tracing),
      placement: tracedPlacement(placement, tracing),
    }
    : { ...deps, placement };
}

/** A store whose writes to logs are commits of the turn under way. */
function tracedStore(store: Store, tracing: Tracing): Store {
  return {
    ...store,
    append: (added) => tracing.commit(() => store.append(added)),
    appendRun: (run) => tracing.commit(() => store.appendRun(run)),
    amend: (added) => tracing.commit(() => store.amend(added)),
    leave: (message) => tracing.commit(() => store.leave(message)),
    eraseRun: (run) => tracing.commit(() => store.eraseRun(run)),
  };
}

/** A placement whose frames are deliveries of the turn under way. */
function tracedPlacement(placement: Placement, tracing: Tracing): Placement {
  return {
    ...placement,
    deliver: (users, frame, text) => tracing.delivery(() => placement.deliver(users, frame, text)),
  };
}
