// The call that only the operators' page makes.

import type { OpsView, Span } from "../../protocol/ops_figures.ts";
import type { Ask } from "../../client/net/api.ts";

export function opsApi(ask: Ask) {
  return { view: (span: Span) => ask<OpsView>("GET", `/api/ops?span=${span}`) };
}
