// What this process has stored last. Where a Postgres comes back without it, such as a standby that
// took over behind its primary, the database went back, and what is in memory belongs to what is
// lost: a log that went on from there would have a gap.

import type pg from "pg";
import type { NewMessage } from "../store/logs.ts";
import type { Store } from "../store/store.ts";
import type { Found } from "./advisory_lock.ts";

/** Of commits that are answered at about the same time, the one answered last may not be last. */
const mostMessages = 100;

interface Place {
  readonly group: NewMessage["group"];
  readonly seq: number;
  readonly id: NewMessage["message"]["id"];
}

export class LastWrites {
  readonly #places: Place[] = [];
  /** The history in which this process stores messages. */
  #history: string | null = null;

  /** From now on messages are stored in this history. */
  setHistory(id: string): void {
    this.#history = id;
  }

  /** For a journal, whose appends are noted many at a time. */
  note(messages: readonly NewMessage[]): void {
    this.#note(messages.slice(-mostMessages).map(placeOf));
  }

  /** The store, with what it stores noted; its journal does so by itself. */
  noting(store: Store): Store {
    const note = async <Outcome>(
      written: Promise<Outcome>,
      placesOf: (outcome: Outcome) => readonly Place[],
    ) => {
      const outcome = await written;
      this.#note(placesOf(outcome));
      return outcome;
    };
    return {
      ...store,
      amend: (added) =>
        note(store.amend(added), ({ type }) => type === "stored" ? [placeOf(added)] : []),
      leave: (added) =>
        note(store.leave(added), (outcome) => outcome === "stored" ? [placeOf(added)] : []),
      formGroups: (groups) =>
        note(store.formGroups(groups), (formed) =>
          groups.filter((_, at) => formed[at])
            .map(({ id: group, messageId: id }) => ({ group, seq: 1, id }))),
      joinGroup: (join) =>
        note(
          store.joinGroup(join),
          (joined) => (joined ?? []).map((message) => placeOf({ group: join.group, message })),
        ),
      beginHistory: async (id) => {
        await store.beginHistory(id);
        this.setHistory(id);
      },
    };
  }

  /** What the database has of that which was noted. */
  async lookIn(client: pg.ClientBase): Promise<Found> {
    // The schema may not be there yet.
    if (this.#places.length === 0 && this.#history === null) return "all";
    const { rows: [found] } = await client.query<
      { readonly hasAll: boolean; readonly isLatest: boolean }
    >(
      `select ($2::uuid is null or exists (select from starts where id = $2::uuid))
         and not exists (
           select from jsonb_to_recordset($1::text::jsonb) as w("group" uuid, seq bigint, id uuid)
           where not exists (
             select from messages m where m.group_id = w."group" and m.seq = w.seq and m.id = w.id
           )
         ) as "hasAll",
         $2::uuid is null or $2::uuid = (
           select id from starts order by first_arrival desc limit 1
         ) as "isLatest"`,
      [JSON.stringify(this.#places), this.#history],
    );
    if (!found?.hasAll) return "less";
    return found.isLatest ? "all" : "another_history";
  }

  #note(places: readonly Place[]): void {
    this.#places.push(...places);
    if (this.#places.length > mostMessages) {
      this.#places.splice(0, this.#places.length - mostMessages);
    }
  }
}

function placeOf({ group, message: { seq, id } }: NewMessage): Place {
  return { group, seq, id };
}
