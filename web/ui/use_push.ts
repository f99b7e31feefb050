// Whether pushes can be offered here, and how they were answered.

import { useEffect, useState } from "preact/hooks";
import { askForPushes, hasPush, type PushAnswer, pushKey } from "../platform/push_opt_in.ts";
import { useTools } from "./context.ts";

export function usePush() {
  const tools = useTools();
  const { choices, notifier } = tools;
  const [key, setKey] = useState<string | null>(null);
  const [answer, setAnswer] = useState<PushAnswer | null>(null);
  const [, setPermission] = useState({});
  useEffect(() => notifier.onPermission(() => setPermission({})), []);
  const mayAsk = hasPush() && Notification.permission !== "denied";
  useEffect(() => {
    // Known before the tap: between that and the browser's question nothing may be waited for.
    if (mayAsk) void pushKey(tools).then(setKey);
  }, [mayAsk]);
  const isOn = choices.preferences.value.push === "on" && notifier.isOn();
  return {
    isOn,
    /** Asks for pushes; null: they are on, or not to be had here. */
    ask: key === null || isOn || !mayAsk
      ? null
      : async () => setAnswer(await askForPushes(tools, key)),
    answer: isOn && answer !== "on" ? null : answer,
  };
}
