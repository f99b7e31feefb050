// The key that signs session cookies, where no setting gives one: made once, readable by its owner
// alone.

const keyBytes = 32;

/**
 * Reads the key in a data folder that exists, making it with mode 0600 on the first start. Throws a
 * sentence when that cannot be done.
 */
export async function keptSessionKey(dataDir: string): Promise<string> {
  const file = `${dataDir}/session.key`;
  try {
    const key = await readKey(file) ?? await makeKey(file);
    if (key.length < keyBytes) throw new Error(`it has ${key.length} characters`);
    return key;
  } catch (cause) {
    throw new Error(
      `The session key in "${file}" cannot be used (${
        cause instanceof Error ? cause.message : cause
      }): ` +
        "make room for it, restore it, or remove it, which ends every session",
      { cause },
    );
  }
}

/** Null: there is none. */
async function readKey(file: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

async function makeKey(file: string): Promise<string> {
  const key = crypto.getRandomValues(new Uint8Array(keyBytes)).toBase64();
  // Written under another name first: a crash between making and filling the file would leave an
  // empty key for ever.
  const half = `${file}.new`;
  await Deno.writeTextFile(half, key, { mode: 0o600 });
  await Deno.chmod(half, 0o600);
  await Deno.rename(half, file);
  return key;
}
