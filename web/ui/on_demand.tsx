// A part of the page that few open: a file of its own, loaded when it is first drawn, or sooner,
// when it is likely to be.

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useTools } from "./context.ts";

/** `Meanwhile`: what stands in its place until it is loaded; absent: nothing. */
export function onDemand<Props>(
  load: () => Promise<ComponentType<Props>>,
  Meanwhile?: ComponentType,
) {
  // Kept once it is there: from then on it is drawn at once.
  let loaded: ComponentType<Props> | null = null;
  const fetch = async () => loaded ??= await load();

  function OnDemand(props: Props & { readonly key?: never }) {
    const { loader } = useTools();
    const [isLoaded, setLoaded] = useState(loaded !== null);
    useEffect(() => {
      if (!isLoaded) void loader.load(fetch).then((part) => setLoaded(part !== null));
    }, []);
    const Part = loaded as ComponentType<Props> | null;
    if (Part !== null) return <Part {...props} />;
    return Meanwhile === undefined ? null : <Meanwhile />;
  }

  return Object.assign(OnDemand, {
    /** Loads it before it is drawn; when that fails, nothing is lost yet. */
    prefetch: (): void => void fetch().catch(() => {}),
  });
}
