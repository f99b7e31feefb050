// The address of a Postgres. It may hold a password, and what is said of it goes to logs.

import { SettingError } from "./setting_error.ts";

/**
 * The value as it is. Throws a sentence without the password when it is no address, or one whose
 * password would be taken for a part of something else, which then might be shown.
 */
export function checkedDatabaseUrl(value: string, name = "DATABASE_URL"): string {
  if (isDatabaseUrl(value)) return value;
  throw new SettingError(
    `${name} is "${maskedDatabaseUrl(value)}", expected one like ` +
      '"postgres://user:password@host:5432/name", in which a "/", "@", "?", "#" or "%" of the ' +
      'password stands as "%2F", "%40", "%3F", "%23" or "%25"',
  );
}

export function isDatabaseUrl(value: string): boolean {
  const parsed = URL.parse(value);
  return parsed !== null && /^postgres(ql)?:$/.test(parsed.protocol) && canDecode(parsed) &&
    isPlain(parsed);
}

/** For sentences: without account and password, also where the address is none. */
export function maskedDatabaseUrl(value: string): string {
  const [scheme = ""] = /^[a-z][a-z\d+.-]*:\/\//i.exec(value) ?? [];
  const rest = value.slice(scheme.length);
  const at = rest.lastIndexOf("@");
  // Before a colon the host may be a user, whose host was forgotten.
  const shown = at >= 0 ? `…${rest.slice(at)}` : /:\D/.test(rest) ? "…" : rest;
  return scheme + shown.replaceAll(/(password=)[^&]*/gi, "$1…");
}

/** The driver refuses a percent sign that stands for nothing. */
function canDecode({ username, password, pathname, host }: URL): boolean {
  try {
    decodeURIComponent(username + password + pathname + host);
    return true;
  } catch {
    return false;
  }
}

/** A password with a "/", "?" or "#" ends the host early, and its "@" comes behind. */
function isPlain({ pathname, search, hash }: URL): boolean {
  return !(pathname + search + hash).includes("@");
}
