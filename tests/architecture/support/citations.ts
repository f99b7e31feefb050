// Finds what a comment or a page cites and the repository does not have: files, folders, links,
// anchors and rules. Pure.

export interface Citation {
  /** As written. */
  readonly cited: string;
  readonly line: number;
}

export interface Repository {
  /** Paths of all files, from the root. */
  readonly paths: ReadonlySet<string>;
  /** The rules of SPEC.md. */
  readonly rules: ReadonlySet<string>;
  /** The anchors of a page, by its path. */
  readonly anchors: ReadonlyMap<string, ReadonlySet<string>>;
}

const file =
  /(?<![\w./:@-])((?:\.{1,2}\/)?(?:[\w.-]+\/)*[\w-]+\.(?:tsx?|md|css|json|html|svg))(?![\w/-])/g;
const folder = /`((?:[\w-]+\/)+)`/g;
const rule = /\[([A-Z]+\d+)\]|\brules? ([A-Z]+\d+)\b/g;
const link = /\]\(([^)\s]+)\)/g;

/** What a line of a comment or page names and is not there. `from`: the file that it stands in. */
export function brokenCitations(from: string, text: string, repository: Repository): string[] {
  const { paths, rules } = repository;
  const files = [...text.matchAll(file)].map(([, name = ""]) => name.replace(/^(\.{0,2}\/)+/, ""))
    .filter((name) => !hasPath(paths, (path) => path === name || path.endsWith(`/${name}`)));
  const folders = [...text.matchAll(folder)].map(([, name = ""]) => name)
    .filter((name) => !hasPath(paths, (path) => `/${path}`.includes(`/${name}`)));
  const numbers = [...text.matchAll(rule)].map(([, inBrackets, named]) => inBrackets ?? named ?? "")
    .filter((name) => !rules.has(name));
  return [...new Set([...files, ...folders, ...numbers, ...brokenLinks(from, text, repository)])];
}

function brokenLinks(from: string, text: string, { paths, anchors }: Repository): string[] {
  return [...text.matchAll(link)].map(([, target = ""]) => target).filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const url = new URL(target, `file:///${from}`);
    const path = url.pathname.slice(1);
    const isThere = paths.has(path) || hasPath(paths, (one) => one.startsWith(`${path}/`)) ||
      (path.endsWith("/") && hasPath(paths, (one) => one.startsWith(path)));
    return !isThere || (url.hash !== "" && !anchors.get(path)?.has(url.hash.slice(1)));
  });
}

/** The anchors that a page's headings make, as the usual hosts write them. */
export function anchorsOf(page: string): Set<string> {
  const headings = page.matchAll(/^#+ (.+)$/gm);
  return new Set(
    [...headings].map(([, title = ""]) =>
      title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-")
    ),
  );
}

function hasPath(paths: ReadonlySet<string>, fits: (path: string) => boolean): boolean {
  return paths.values().some(fits);
}
