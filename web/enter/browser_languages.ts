// The languages of a browser, as profiles have them. Pure.

/** Codes of ISO 639 that are of no one language. */
const ofNone = /^(und|mul|mis|zxx|q[a-t][a-z])$/;

/** So many does a profile have at most. */
const most = 5;

/** The primary subtags of these tags, in their order. */
export function browserLanguages(tags: readonly string[]): string[] {
  const found = tags.flatMap((tag) => {
    try {
      const { language } = new Intl.Locale(tag);
      return ofNone.test(language) ? [] : [language];
    } catch {
      return [];
    }
  });
  return [...new Set(found)].slice(0, most);
}
