// The bare limit: groups of three in memory, JSON in, one batched insert at a time, JSON out to the
// three. No log-in, limits, repeats, resuming or recovery: every server on the same driver and
// database pays at least this.

/** What the groups need of a database, which takes one statement after the other. */
export interface Database {
  query(text: string): Promise<{ readonly rows: readonly MemberRow[] }>;
  /** The text of `insert` with its one parameter. */
  insert(text: string, records: string): Promise<unknown>;
}

interface MemberRow {
  readonly group_id: string;
  readonly user_id: string;
  readonly last_seq: unknown;
}

/** What a driver gives of a socket. */
export interface Peer {
  send(text: string): void;
}

interface Group {
  readonly id: string;
  readonly peers: Set<Peer>;
  lastSeq: number;
}

interface Row {
  readonly group: Group;
  readonly text: string;
  readonly message: {
    readonly seq: number;
    readonly id: string;
    readonly by: string;
    readonly at: string;
  };
}

const insert = `
  insert into messages (group_id, seq, kind, id, by, at, content)
  select g, seq, 'text', id, by, at, content
  from jsonb_to_recordset($1::text::jsonb) as r(
    g uuid, seq bigint, id uuid, by uuid, at timestamptz, content jsonb
  )`;

export class Groups {
  readonly #db: Database;
  readonly #groups = new Map<string, Group>();
  readonly #ofUser = new Map<string, Group>();
  #waiting: Row[] = [];
  #writing = false;

  private constructor(db: Database) {
    this.#db = db;
  }

  /** The groups of this database. */
  static async load(db: Database): Promise<Groups> {
    const groups = new Groups(db);
    await groups.#load();
    return groups;
  }

  async #load(): Promise<void> {
    const { rows } = await this.#db.query(`
      select m.group_id, m.user_id, (select max(seq) from messages l where l.group_id = m.group_id) as last_seq
      from members m`);
    for (const { group_id: id, user_id: user, last_seq: lastSeq } of rows) {
      const group = this.#groups.get(id) ?? { id, peers: new Set(), lastSeq: Number(lastSeq) };
      this.#groups.set(id, group);
      this.#ofUser.set(user, group);
    }
  }

  enter(user: string, peer: Peer): void {
    this.#ofUser.get(user)?.peers.add(peer);
  }

  leave(user: string, peer: Peer): void {
    this.#ofUser.get(user)?.peers.delete(peer);
  }

  hear(user: string, peer: Peer, data: string): void {
    const frame = JSON.parse(data);
    if (frame.type === "hello") return peer.send('{"type":"ready"}');
    const group = this.#groups.get(frame.group);
    if (!group || group !== this.#ofUser.get(user)) return;
    const { id, text } = frame;
    const message = { seq: ++group.lastSeq, id, by: user, at: new Date().toISOString() };
    this.#waiting.push({ group, text, message });
    if (!this.#writing) void this.#write();
  }

  async #write(): Promise<void> {
    this.#writing = true;
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const rows = this.#waiting;
      this.#waiting = [];
      await this.#store(rows);
      rows.forEach(show);
    }
    this.#writing = false;
  }

  async #store(rows: readonly Row[]): Promise<void> {
    const records = rows.map(({ group, text, message: { seq, id, by, at } }) => {
      return { g: group.id, seq, id, by, at, content: { text, editedAt: null, erased: false } };
    });
    await this.#db.insert(insert, JSON.stringify(records));
  }
}

function show({ group, text, message: { seq, id, by, at } }: Row): void {
  const message = {
    text,
    editedAt: null,
    erased: false,
    reply: null,
    seq,
    kind: "text",
    id,
    by,
    at,
  };
  const frame = JSON.stringify({ type: "message", group: group.id, message });
  for (const peer of group.peers) peer.send(frame);
}

/** The user of a socket, by its address alone. */
export function userOf(url: string): string {
  return new URL(url, "http://127.0.0.1").searchParams.get("user") ?? "";
}
