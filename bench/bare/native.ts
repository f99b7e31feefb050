// The bare contestant on Deno's own sockets and Postgres.

import { serve } from "./native_sockets.ts";
import { openGroups } from "./postgres.ts";

serve(await openGroups());
