// Logging in with a passkey: no name is asked for, since the passkey says whose it is.

import type { Account, Problem } from "../../client/net/api.ts";
import { usePasskey } from "../platform/passkeys.ts";
import type { Session } from "../sync/session.ts";

export function logInByPasskey(session: Session): Promise<Problem | null> {
  return session.enter(async ({ ask }) => {
    const options = await ask<PublicKeyCredentialRequestOptionsJSON>(
      "POST",
      "/api/session/passkey/options",
    );
    if (!options.ok) return options;
    const response = await usePasskey(options.value);
    if (!response.ok) return response;
    return await ask<Account>("POST", "/api/session/passkey", { response: response.value });
  });
}
