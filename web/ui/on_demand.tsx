// A part of the page that few open: a file of its own, loaded when it is first drawn, or sooner,
// when it is likely to be.

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Part as TextPart } from "../i18n/texts.ts";
import { type Tools, useTools } from "./context.ts";

interface Options {
  /** What stands in its place until it is loaded; absent: nothing. */
  readonly meanwhile?: ComponentType;
  /** The texts that it needs besides those of every start. */
  readonly texts?: TextPart;
}

export function onDemand<Props>(
  load: () => Promise<ComponentType<Props>>,
  { meanwhile: Meanwhile, texts }: Options = {},
) {
  // Kept once it is there: from then on it is drawn at once.
  let loaded: ComponentType<Props> | null = null;
  const fetch = async ({ speech }: Tools) => {
    if (loaded !== null) return loaded;
    const [part, hasTexts] = await Promise.all([load(), texts ? speech.need(texts) : true]);
    return hasTexts ? loaded = part : null;
  };

  function OnDemand(props: Props & { readonly key?: never }) {
    const tools = useTools();
    const [isLoaded, setLoaded] = useState(loaded !== null);
    useEffect(() => {
      if (!isLoaded) {
        void tools.loader.load(fetch, () => fetch(tools)).then((part) => setLoaded(part !== null));
      }
    }, []);
    const Part = loaded as ComponentType<Props> | null;
    if (Part !== null) return <Part {...props} />;
    return Meanwhile === undefined ? null : <Meanwhile />;
  }

  return Object.assign(OnDemand, {
    /** Loads it before it is drawn; when that fails, nothing is lost yet. */
    prefetch: (tools: Tools): void => void fetch(tools).catch(() => {}),
  });
}
