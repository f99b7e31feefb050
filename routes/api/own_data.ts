// All that is kept of a user, as a JSON file for that user. It is written while it is read, page by
// page, so that a large file takes no more memory than a small one.

import { Hono } from "hono";
import { dayOf, instantOf } from "../../protocol/clock.ts";
import type { GroupId, Message, UserId } from "../../protocol/domain.ts";
import { profileView } from "../../actors/connections/presenters.ts";
import type { Deps } from "../deps.ts";
import { type Env, signedIn } from "../auth/session.ts";
import { rateLimited } from "../limits/rate_limiter.ts";

type SeqRun = Parameters<Deps["store"]["ownTexts"]>[2];

/** Entries read at a time. */
const pageSize = 200;

/** The lists of the file, besides the groups. */
const lists = [
  ...["sessions", "tokens", "pushSubscriptions", "devices", "networks"] as const,
  ...["recoveryCodes", "passkeys"] as const,
  ...["tickets", "invites", "blocked", "again", "reports", "notices"] as const,
];

export function ownDataRoutes(deps: Deps): Hono<Env> {
  return new Hono<Env>().get("/me/data", signedIn(deps), rateLimited(deps), async (c) => {
    const { user } = c.var.session;
    // Read first: once the file has begun, a failing database can only break it off.
    const head = await headOf(user, deps);
    const pieces = ReadableStream.from(fileOf(head, user, deps)).pipeThrough(
      new TextEncoderStream(),
    );
    return c.body(pieces, 200, {
      "content-type": "application/json",
      "content-disposition": 'attachment; filename="trio.json"',
    });
  });
}

async function headOf(
  user: UserId,
  { store, clock }: Deps,
): Promise<Readonly<Record<string, unknown>>> {
  const [account, partner, [created]] = await Promise.all([
    store.account(user),
    store.partner(user),
    store.own(user, "account", { after: null, limit: 1 }),
  ]);
  if (!account) throw new Error(`The user ${user} is not there any more`);
  const now = clock.now();
  const profile = account.profile && profileView(account.profile, dayOf(now));
  return { at: instantOf(now), user: account.user, ...created?.[1], profile, partner };
}

async function* fileOf(
  head: Readonly<Record<string, unknown>>,
  user: UserId,
  deps: Deps,
): AsyncGenerator<string> {
  try {
    yield JSON.stringify(head).slice(0, -1);
    for (const list of lists) {
      yield `,"${list}":[`;
      yield* listed(entriesOf(list, user, deps), (entry) => [JSON.stringify(entry)]);
      yield "]";
    }
    yield ',"groups":[';
    yield* listed(entriesOf("groups", user, deps), (group) => groupOf(group, user, deps));
    yield "]}";
  } catch (error) {
    deps.report("own_data_broken_off", { user, error });
    throw error;
  }
}

type Entry = Readonly<Record<string, unknown>>;

async function* entriesOf(
  list: typeof lists[number] | "groups",
  user: UserId,
  { store }: Deps,
): AsyncGenerator<Entry> {
  for (let after: string | null = null;;) {
    const page = await store.own(user, list, { after, limit: pageSize });
    for (const [key, entry] of page) {
      after = key;
      yield entry;
    }
    if (page.length < pageSize) return;
  }
}

/**
 * A group with the user's own texts and reactions, and when they edited or took back which text.
 */
async function* groupOf(group: Entry, user: UserId, { store }: Deps): AsyncGenerator<string> {
  const id = group.id as GroupId;
  yield `${JSON.stringify(group).slice(0, -1)},"texts":[`;
  yield* listed(
    messagesOf((run) => store.ownTexts(user, id, run)),
    ({ seq, at, text, editedAt, erased, reply }) => [
      JSON.stringify({ seq, at, text, editedAt, erased, reply }),
    ],
  );
  yield '],"reactions":[';
  yield* listed(
    messagesOf((run) => store.ownReactions(user, id, run)),
    ({ seq, at, target, emoji, on }) => [JSON.stringify({ seq, at, target, emoji, on })],
  );
  yield '],"changes":[';
  yield* listed(
    messagesOf((run) => store.ownChanges(user, id, run)),
    ({ seq, kind, at, target }) => [JSON.stringify({ seq, kind, at, target })],
  );
  yield "]}";
}

async function* messagesOf<Own extends Message>(
  read: (run: SeqRun) => Promise<readonly Own[]>,
): AsyncGenerator<Own> {
  for (let after = 0;;) {
    const page = await read({ after, limit: pageSize });
    yield* page;
    after = page.at(-1)?.seq ?? after;
    if (page.length < pageSize) return;
  }
}

/** The pieces of each item, with commas between the items. */
async function* listed<Item>(
  items: AsyncIterable<Item>,
  piecesOf: (item: Item) => Iterable<string> | AsyncIterable<string>,
): AsyncGenerator<string> {
  let isFirst = true;
  for await (const item of items) {
    if (!isFirst) yield ",";
    isFirst = false;
    yield* piecesOf(item);
  }
}
