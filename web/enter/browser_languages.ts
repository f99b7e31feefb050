// The languages of a browser, as profiles have them. Pure.

/** So many does a profile have at most. */
const most = 5;

/** The primary subtags of these tags, in their order. */
export function browserLanguages(tags: readonly string[]): string[] {
  const found = tags.flatMap((tag) => {
    try {
      return [new Intl.Locale(tag).language];
    } catch {
      return [];
    }
  });
  return [...new Set(found)].slice(0, most);
}
