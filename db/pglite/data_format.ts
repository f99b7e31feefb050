// The format of the embedded database's files: that of one major version of Postgres, which the
// folder names and PGlite does not tell before it has opened one.

/** The Postgres that the program's PGlite is. */
export const postgresMajor = 18;

/** Null: there is no database yet. */
export async function formatOf(folder: string): Promise<number | null> {
  const text = await Deno.readTextFile(`${folder}/PG_VERSION`).catch((error) => {
    // Where a file is in the folder's place, the opening says so.
    const isNone = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (isNone) return null;
    throw error;
  });
  if (text === null) return null;
  const major = /^\d+/.exec(text)?.[0];
  return major === undefined ? NaN : Number(major);
}

/** Throws a sentence when the program's PGlite cannot open the folder. */
export async function refuseFormat(folder: string): Promise<void> {
  const format = await formatOf(folder);
  if (format === null) return await refuseHalfUpgrade(folder);
  if (format === postgresMajor) return;
  const found = `The database in "${folder}" has the format of Postgres ${format}, ` +
    `and this version of Trio reads that of Postgres ${postgresMajor}`;
  if (format < postgresMajor) {
    throw new Error(`${found}: run "deno task admin upgrade", which keeps the former one`);
  }
  if (format > postgresMajor) {
    throw new Error(`${found}: start the newer version of Trio, or restore a backup`);
  }
  throw new Error(`The database in "${folder}" does not say its format: restore a backup`);
}

/** Without its folder Trio would begin with nobody. */
async function refuseHalfUpgrade(folder: string): Promise<void> {
  if (await formatOf(`${folder}.upgraded`) === null) return;
  throw new Error(
    `An upgrade of the database in "${folder}" was cut off: run "deno task admin upgrade" again`,
  );
}
