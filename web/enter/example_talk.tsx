// A short talk that nobody had, line by line as it might be said: what a trio is. Loaded after the
// form, which does not wait for it. All of it is there at once for who hears the page; for who sees
// it, its lines come one after another once it is on the screen.

import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useTools } from "../ui/context.ts";

const lines = [
  { by: 3, name: "Inès", key: "talk.plants" },
  { by: 2, name: "Jonas", key: "talk.basil" },
  { by: 1, name: "Nora", key: "talk.gone" },
  { by: 2, name: "Jonas", key: "talk.farewell" },
  { by: 3, name: "Inès", key: "talk.cactus" },
  { by: 1, name: "Nora", key: "talk.cake" },
] as const;

export function ExampleTalk() {
  const { t } = useTools().speech;
  const box = useRef<HTMLElement>(null);
  const isSeen = useSeen(box);
  return (
    <figure ref={box} class={isSeen ? "talk" : "talk unseen"} aria-labelledby="talk-caption">
      <figcaption id="talk-caption" class="why">{t("talk.caption")}</figcaption>
      <ol>
        {lines.map(({ by, name, key }) => (
          <li key={key} class={`talk-line hue-${by}${by === 1 ? " talk-own" : ""}`}>
            <strong translate={false}>{name}</strong>
            <span class="talk-words">{t(key)}</span>
          </li>
        ))}
      </ol>
    </figure>
  );
}

/** Whether the element was on the screen, and not only by its edge. */
function useSeen(element: RefObject<HTMLElement | null>): boolean {
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      setSeen(true);
      observer.disconnect();
    }, { rootMargin: "0px 0px -15%" });
    if (element.current !== null) observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return isSeen;
}
