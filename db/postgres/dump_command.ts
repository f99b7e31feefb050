// The command that backs a Postgres up: Postgres' own program does it while everybody writes.

/** What libpq knows of an address that node-postgres knows, too. */
const shared = /^(sslmode|sslrootcert|sslcert|sslkey|options|application_name|host|port)$/;

/** For a shell; it asks for the password, or takes it from `PGPASSWORD` or `~/.pgpass`. */
export function dumpCommand(url: string): string {
  const address = new URL(url);
  address.password = "";
  const schema = /-c\s*search_path=(\w+)/.exec(address.searchParams.get("options") ?? "")?.[1];
  for (const name of [...address.searchParams.keys()]) {
    if (!shared.test(name)) address.searchParams.delete(name);
  }
  const only = schema === undefined ? "" : ` --schema=${schema}`;
  return `pg_dump --format=custom${only} --file=FILE ${quoted(spaced(address.href))}`;
}

/** libpq does not read "+" as a space. */
function spaced(url: string): string {
  const [before, query] = url.split("?");
  return query === undefined ? url : `${before}?${query.replaceAll("+", "%20")}`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
