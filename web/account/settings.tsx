// The choices that stay: theme, notifications, sound.

import { useEffect, useState } from "preact/hooks";
import { useTools } from "../ui/context.ts";
import { themes } from "../storage/preferences.ts";
import { endPushes } from "../platform/push_opt_in.ts";
import { Tick } from "../ui/tick.tsx";
import { usePush } from "../ui/use_push.ts";

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
            checked={choices.preferences.value.theme === theme}
            onChange={() => choices.choose({ theme })}
          />
          <span>{t(`theme.${theme}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}

export function Alerts() {
  const tools = useTools();
  const { choices, notifier, speech: { t } } = tools;
  const { hasSound, notifies } = choices.preferences.value;
  const [wasRefused, setRefused] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [, setPermission] = useState({});
  useEffect(() => notifier.onPermission(() => setPermission({})), []);
  const isOn = notifier.isOn();
  // Also where it was allowed once, and is forbidden in the browser's own settings since.
  const isForbidden = !isOn && (notifies || wasRefused);
  const { isOn: isPushed, ask } = usePush();
  const toggle = async () => {
    setAsking(true);
    const isAllowed = isOn || await notifier.ask();
    setRefused(!isAllowed);
    choices.choose({ notifies: !isOn && isAllowed });
    if (isOn) await endPushes(tools);
    else if (isAllowed) await ask?.();
    setAsking(false);
  };
  const setSound = (isOn: boolean) => {
    choices.choose({ hasSound: isOn });
    if (isOn) notifier.beep();
  };
  return (
    <div class="switches">
      <Tick isSwitch isOn={isOn} isDisabled={isAsking} set={() => void toggle()}>
        {t("account.notifyOn")}
      </Tick>
      <div role="status">
        {isForbidden && <p class="why">{t("account.notifyForbidden")}</p>}
        {isOn && <p class="why">{t(isPushed ? "account.toldClosed" : "account.toldOpen")}</p>}
      </div>
      <Tick isSwitch isOn={hasSound} set={setSound}>{t("account.sound")}</Tick>
    </div>
  );
}
