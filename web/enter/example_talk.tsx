// A short talk that nobody had, line by line as it might be said: what a trio is. Loaded after the
// form, which does not wait for it. All of it is there at once for who hears the page; style.css
// lets its lines come one after another.

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
  return (
    <figure class="talk" aria-labelledby="talk-caption">
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
