// Which entries of the operator's log are written.

import type { Level } from "../logging/events.ts";
import { SettingError } from "./setting_error.ts";

const levels: readonly Level[] = ["debug", "info", "warning", "error"];

/** Throws a SettingError. */
export function logLevel(value: string | undefined): Level {
  if (!value) return "info";
  const level = levels.find((one) => one === value);
  if (level) return level;
  throw new SettingError(`LOG_LEVEL is "${value}", expected one of ${levels.join(", ")}`);
}
