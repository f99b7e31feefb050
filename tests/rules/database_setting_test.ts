// Addresses of Postgres that are wrong, by which alone their password may be shown.

import assert from "node:assert/strict";
import { readSettings } from "../../settings.ts";
import { backUp } from "../../tools/admin/backup.ts";
import { exportToPostgres } from "../../tools/admin/export_to_postgres.ts";
import { examine } from "../../tools/doctor.ts";
import { described } from "../../tools/doctor/findings.ts";
import { netGrant } from "../../tools/net_grant.ts";

/** Each with what is shown of it. */
const wrongDatabaseUrls: readonly (readonly [value: string, shown: string])[] = [
  ["postgres://u:SECRET/x@h/db", "postgres://…@h/db"],
  ["postgres://u:1SECRET/x@h/db", "postgres://…@h/db"],
  ["postgres://u:11/SECRET@h/db", "postgres://…@h/db"],
  ["postgres://u:?SECRET@h/db", "postgres://…@h/db"],
  ["postgres://u:#SECRET@h/db", "postgres://…@h/db"],
  ["postgres://u:SECRET@h:x/db", "postgres://…@h:x/db"],
  ["postgres://u:SECRET@SECRET/@h/db", "postgres://…@h/db"],
  ["postgres://u:SECRET%zz@h/db", "postgres://…@h/db"],
  ["u:SECRET@127.0.0.1/db", "…@127.0.0.1/db"],
  ["postgres://u:SECRET", "postgres://…"],
  ["mysql://h/db?user=u&password=SECRET&a=b", "mysql://h/db?user=u&password=…&a=b"],
  ["mysql://localhost:1/trio", "mysql://localhost:1/trio"],
];

Deno.test("[Z120] nothing that refuses a database's address shows its password, however it is written there", async () => {
  const dataDir = await Deno.makeTempDir();
  const target = { path: `${dataDir}/one`, force: false, signal: AbortSignal.abort() };
  try {
    for (const [databaseUrl, shown] of wrongDatabaseUrls) {
      const messages = [
        await rejectionOf(Promise.try(() => readSettings({ DATABASE_URL: databaseUrl }))),
        await rejectionOf(backUp({ dataDir, databaseUrl, target })),
        await rejectionOf(exportToPostgres({ dataDir, url: databaseUrl })),
        described(await examine({ DATABASE_URL: databaseUrl }, [])),
        netGrant({ DATABASE_URL: databaseUrl }),
      ];
      for (const message of messages) assert(!message.includes("SECRET"), message);
      const sentences = messages.slice(0, 4).filter((one) =>
        one.includes(` is "${shown}", expected`)
      );
      assert.equal(sentences.length, 4, messages.join("\n"));
    }
    assert.equal(netGrant({ DATABASE_URL: "postgres://u:11/x@h/db" }), netGrant({}));
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
  for (const right of ["postgres://u:a%2Fb%40c@h:1/db?sslmode=require", "postgresql:///db"]) {
    assert.equal(readSettings({ DATABASE_URL: right }).databaseUrl, right);
  }
});

async function rejectionOf(promise: Promise<unknown>): Promise<string> {
  return await promise.then(() => "nothing", (error) => `${error}`);
}
