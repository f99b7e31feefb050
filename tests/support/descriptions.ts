// What people of the tests tell of themselves.

import type { SelfDescription } from "../../protocol/domain.ts";

/** What an account has that tells nothing: clients of the tests ask for no language. */
export const quiet: SelfDescription = { languages: ["en"], interests: [], about: null };
