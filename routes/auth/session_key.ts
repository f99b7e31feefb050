// The key that signs session cookies, where no setting gives one: made once, readable by its owner
// alone.

const keyBytes = 32;

/** Reads the key in a data folder that exists, making it with mode 0600 on the first start. */
export async function keptSessionKey(dataDir: string): Promise<string> {
  const file = `${dataDir}/session.key`;
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const key = crypto.getRandomValues(new Uint8Array(keyBytes)).toBase64();
  // Written under another name first: a crash between making and filling the file would leave an
  // empty key for ever.
  const half = `${file}.new`;
  await Deno.writeTextFile(half, key, { mode: 0o600 });
  await Deno.chmod(half, 0o600);
  await Deno.rename(half, file);
  return key;
}
