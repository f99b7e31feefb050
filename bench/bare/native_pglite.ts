// The bare contestant on Deno's own sockets and the embedded database in the folder DATA_DIR.

import { openInstance } from "../../db/pglite/instance.ts";
import { Groups } from "./groups.ts";
import { serve } from "./native_sockets.ts";

const db = await openInstance({ dataDir: `${Deno.env.get("DATA_DIR")}/pg` });
serve(
  await Groups.load({
    query: (text) => db.query(text),
    insert: (text, records) => db.query(text, [records]),
  }),
);
