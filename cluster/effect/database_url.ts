// The address of Postgres for the engine, whose driver reads none of the variables that
// node-postgres reads. What DATABASE_URL leaves open they say here, too: TLS above all.

/** The variables of libpq that stand in for a part of the address. */
export const addressVariables = [
  "PGHOST",
  "PGPORT",
  "PGUSER",
  "PGPASSWORD",
  "PGDATABASE",
  "PGSSLMODE",
] as const;
type Variables = Readonly<Partial<Record<typeof addressVariables[number], string>>>;

export function wholeDatabaseUrl(databaseUrl: string, variables: Variables): string {
  const url = new URL(databaseUrl);
  const ask = (name: string, value: string | undefined) => {
    if (value && !url.searchParams.has(name)) url.searchParams.set(name, value);
  };
  if (url.hostname === "") ask("host", variables.PGHOST);
  if (url.port === "") ask("port", variables.PGPORT);
  if (url.username === "") ask("user", variables.PGUSER);
  if (url.password === "") ask("password", variables.PGPASSWORD);
  if (url.pathname.length < 2) ask("dbname", variables.PGDATABASE);
  ask("sslmode", variables.PGSSLMODE);
  return url.href;
}
