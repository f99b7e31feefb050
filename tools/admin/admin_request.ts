// The words of `deno task admin` as a request to the operator's channel, or as a job that is done
// beside Trio. Pure.

import { anyText, flag, oneOf, option, parseCommandLine, wholeNumber } from "../command_line.ts";

export interface AdminRequest {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>> | null;
  /** What is printed where the answer has no body. */
  readonly done: string;
}

/** What is done with the data folder itself. */
export type AdminJob =
  | { readonly type: "backup"; readonly file: string; readonly force: boolean }
  | { readonly type: "restore"; readonly file: string }
  | { readonly type: "export"; readonly url: string | null }
  | { readonly type: "upgrade" };

export type Read =
  | { readonly type: "run"; readonly request: AdminRequest }
  | { readonly type: "job"; readonly job: AdminJob }
  | { readonly type: "help" }
  | { readonly type: "wrong"; readonly detail: string };

export const help = `What the operator does. DATA_DIR says with which data folder (./data).

  deno task admin user NAME                          what is known of a user
  deno task admin role NAME operator|moderator|user  makes a user a moderator, a moderator who also
                                                     sees how the server is, or neither
  deno task admin suspend NAME [--days N] --note WHY keeps a user out, for 1 to 365 days or for good
  deno task admin lift NAME --note WHY               lets a user in again
  deno task admin reset-password NAME                prints a recovery code, which works once
  deno task admin delete NAME --yes                  deletes an account for good
  deno task admin reports [--state open|handled] [--limit N] [--after ID]
  deno task admin audit [--limit N] [--after ID]     what was decided, and by whom

  deno task admin backup FILE [--force]              all that the embedded database holds, while Trio runs
  deno task admin restore FILE                       into a data folder without data, while Trio does not
  deno task admin export-to-postgres [URL]           into an empty Postgres, which DATABASE_URL may name
  deno task admin upgrade                            the format of the embedded database to this version's

Each act on a user is in the audit trail, as the operator's.`;

const note = option(anyText, null);
const page = {
  limit: option(wholeNumber(1, 200), null),
  after: option({ wants: "an id", read: (text: string) => text }, null),
};

/** Each command's part of a request; `name` is the user's in a path. */
export function readWords(words: readonly string[]): Read {
  const end = words.findIndex((word) => word.startsWith("-"));
  const [command, ...named] = end < 0 ? words : words.slice(0, end);
  const options = end < 0 ? [] : words.slice(end);
  if (command === undefined) return { type: "help" };
  const known = Object.hasOwn(commands, command) ? commands[command as Command] : undefined;
  if (!known) return wrong(`There is no command "${command}"; see --help`);
  return known(named, options);
}

type Command =
  | "backup"
  | "restore"
  | "export-to-postgres"
  | "upgrade"
  | "user"
  | "role"
  | "suspend"
  | "lift"
  | "reset-password"
  | "delete"
  | "reports"
  | "audit";

type Reader = (named: readonly string[], options: readonly string[]) => Read;

const commands: Readonly<Record<Command, Reader>> = {
  user: ofUser({}, (path) => request("GET", path)),
  role(named, options) {
    const [name, role, ...more] = named;
    const roles = oneOf(["operator", "moderator", "user"]);
    const read = role === undefined ? null : roles.read(role);
    if (name === undefined || read === null || more.length > 0) {
      return wrong(`"role" wants a name, and ${roles.wants}`);
    }
    const done = `"${name}" has the role "${read}"`;
    return parsed(options, {}, () => request("PUT", `${pathOf(name)}/role`, { role: read }, done));
  },
  suspend: ofUser(
    { days: option(wholeNumber(1, 365), null), note },
    (path, { days, note }, name) =>
      note === null ? wrong(`"suspend" wants --note`) : request(
        "PUT",
        `${path}/suspension`,
        { ...days !== null && { days }, note },
        `"${name}" is suspended ${days === null ? "for good" : `for ${days} days`}`,
      ),
  ),
  lift: ofUser(
    { note },
    (path, { note }, name) =>
      note === null
        ? wrong(`"lift" wants --note`)
        : request("DELETE", `${path}/suspension`, { note }, `"${name}" may log in again`),
  ),
  "reset-password": ofUser({}, (path) => request("POST", `${path}/recovery`)),
  delete: ofUser(
    { yes: flag },
    (path, { yes }, name) =>
      yes
        ? request("DELETE", path, null, `"${name}" is being deleted`)
        : wrong(`"delete" cannot be undone; say --yes`),
  ),
  backup: ofFile({ force: flag }, (file, { force }) => ({ type: "backup", file, force })),
  restore: ofFile({}, (file) => ({ type: "restore", file })),
  "export-to-postgres": ([url = null, ...more], options) =>
    more.length > 0 || (url !== null && !/^postgres(ql)?:\/\//.test(url))
      ? wrong("This command wants one address, postgres://…, or none")
      : parsed(options, {}, () => ({ type: "job", job: { type: "export", url } })),
  upgrade: ofNobody({}, () => ({ type: "job", job: { type: "upgrade" } })),
  reports: ofNobody(
    { state: option(oneOf(["open", "handled"]), null), ...page },
    (options) => request("GET", `/reports${queryOf(options)}`),
  ),
  audit: ofNobody(page, (options) => request("GET", `/audit${queryOf(options)}`)),
};

type Spec = Parameters<typeof parseCommandLine>[1];
type OptionsOf<S extends Spec> = { readonly [Name in keyof S]: S[Name]["usual"] };

function ofUser<S extends Spec>(
  spec: S,
  make: (path: string, options: OptionsOf<S>, name: string) => Read,
): Reader {
  return ([name, ...more], options) =>
    name === undefined || more.length > 0
      ? wrong("This command wants one name, before its options")
      : parsed(options, spec, (values) => make(pathOf(name), values, name));
}

function ofFile<S extends Spec>(
  spec: S,
  make: (file: string, options: OptionsOf<S>) => AdminJob,
): Reader {
  return ([file, ...more], options) =>
    file === undefined || file === "" || more.length > 0
      ? wrong("This command wants one file, before its options")
      : parsed(options, spec, (values) => ({ type: "job", job: make(file, values) }));
}

function ofNobody<S extends Spec>(spec: S, make: (options: OptionsOf<S>) => Read): Reader {
  return (named, options) =>
    named.length > 0 ? wrong("This command wants no name") : parsed(options, spec, make);
}

function parsed<S extends Spec>(
  options: readonly string[],
  spec: S,
  make: (values: OptionsOf<S>) => Read,
): Read {
  const read = parseCommandLine(options, spec);
  return read.type === "run" ? make(read.options as OptionsOf<S>) : read;
}

function pathOf(name: string): string {
  return `/users/${encodeURIComponent(name)}`;
}

function queryOf(options: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(options).filter(([, value]) => value !== null)
    .map(([name, value]) => [name, String(value)]);
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}

function request(
  method: AdminRequest["method"],
  path: string,
  body: AdminRequest["body"] = null,
  done = "",
): Read {
  return { type: "run", request: { method, path, body, done } };
}

function wrong(detail: string): Read {
  return { type: "wrong", detail };
}
