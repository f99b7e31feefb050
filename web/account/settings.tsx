// The choices that stay: language, theme, notifications, sound.

import { useState } from "preact/hooks";
import { useTools } from "../ui/context.ts";
import { themes } from "../storage/preferences.ts";
import { Act } from "../ui/async_button.tsx";
import { Tick } from "../home/criteria_fields.tsx";

export function LanguageSwitch() {
  const { speech } = useTools();
  const [other, name] = speech.language.value === "fr"
    ? ["en", "English"] as const
    : ["fr", "Français"] as const;
  return (
    <Act lang={other} act={() => speech.choose(other)}>
      {name}
    </Act>
  );
}

export function ThemeSwitch() {
  const { choices, speech: { t } } = useTools();
  return (
    <fieldset class="theme">
      <legend>{t("menu.theme")}</legend>
      {themes.map((theme) => (
        <label key={theme}>
          <input
            type="radio"
            name="theme"
            checked={choices.prefs.value.theme === theme}
            onChange={() => choices.choose({ theme })}
          />
          <span>{t(`theme.${theme}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}

export function Alerts() {
  const { choices, herald, speech: { t } } = useTools();
  const { hasSound, notifies } = choices.prefs.value;
  const [isForbidden, setForbidden] = useState(false);
  const toggle = async () => {
    const isAllowed = notifies || await herald.ask();
    setForbidden(!isAllowed);
    choices.choose({ notifies: !notifies && isAllowed });
  };
  const setSound = (isOn: boolean) => {
    choices.choose({ hasSound: isOn });
    if (isOn) herald.sound();
  };
  return (
    <>
      <Act act={toggle}>
        {t(notifies ? "menu.notifyOff" : "menu.notifyOn")}
      </Act>
      <div role="status">{isForbidden && <p class="why">{t("menu.notifyForbidden")}</p>}</div>
      <Tick isOn={hasSound} set={setSound}>{t("menu.sound")}</Tick>
    </>
  );
}
