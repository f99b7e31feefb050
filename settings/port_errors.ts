// What to set instead of a port that cannot be listened on.

import { SettingError } from "./setting_error.ts";

/** Null: the port is not what is wrong. Deno names its errors, Node gives them codes. */
export function portError(name: string, port: number, thrown: unknown): SettingError | null {
  if (!(thrown instanceof Error)) return null;
  const code = "code" in thrown ? thrown.code : thrown.name;
  if (code === "AddrInUse" || code === "EADDRINUSE") {
    return new SettingError(`${name} is "${port}", which another program has, expected a free one`);
  }
  if (code === "PermissionDenied" || code === "EACCES") {
    return new SettingError(`${name} is "${port}", expected one that this program may listen on`);
  }
  return null;
}
