// A file of settings as systemd reads it (`EnvironmentFile`), as far as settings need it. Pure.
// `deploy/as_trio.sh` reads it likewise.

/** A line that is neither a setting nor a comment is left out, as systemd does. */
export function readEnvFile(text: string): Record<string, string> {
  const env: Record<string, string> = {};
  for (const line of text.split("\n")) {
    const [, name, value = ""] = /^\s*([A-Za-z_]\w*)=\s*(.*?)\s*$/s.exec(line) ?? [];
    if (name !== undefined) env[name] = value.replace(/^(["'])(.*)\1$/s, "$2");
  }
  return env;
}
