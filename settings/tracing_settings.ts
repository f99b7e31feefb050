// Whether frames are traced, by the variables that Deno's exporter goes by.

import { SettingError } from "./setting_error.ts";

export const tracingSettingNames = [
  "OTEL_DENO",
  "OTEL_DENO_TRACING",
  "OTEL_DENO_METRICS",
] as const;
type Environment = Readonly<Partial<Record<typeof tracingSettingNames[number], string>>>;

/** Why Deno may send nothing of its own. Trio's spans are sent all the same. */
const ownSignals = {
  OTEL_DENO_TRACING:
    "Deno's own spans hold whole addresses, with the words of a search and the secret of an invite",
  OTEL_DENO_METRICS: "Deno's own metrics tell requests apart by whatever method a client names",
} as const;

/** Throws a SettingError where Deno would send spans or metrics of its own. */
export function tracing(env: Environment): boolean {
  if (!/^(1|true)$/i.test(env.OTEL_DENO ?? "")) return false;
  for (const name of ["OTEL_DENO_TRACING", "OTEL_DENO_METRICS"] as const) {
    if (env[name] === "false") continue;
    throw new SettingError(
      `${name} is "${env[name] ?? ""}", expected "false" where OTEL_DENO is set: ${
        ownSignals[name]
      }`,
    );
  }
  return true;
}
