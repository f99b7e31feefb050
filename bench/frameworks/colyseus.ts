// The chat as most people would write it first with Colyseus: a room for each group, without a
// state, one insert for each message through a pool, then an event to the room.

import { type Client, Room, Server } from "@colyseus/core";
import { WebSocketTransport } from "@colyseus/ws-transport";
// @ts-types="@types/pg"
import pg from "pg";

interface Joining {
  readonly group: string;
  readonly user: string;
}

interface Sent {
  readonly id: string;
  readonly text: string;
}

const pool = new pg.Pool({ connectionString: Deno.env.get("DATABASE_URL") });

class ChatRoom extends Room {
  override maxClients = 3;
  #group = "";

  override onCreate({ group }: Joining): void {
    this.#group = group;
    this.onMessage("send", (client, sent: Sent) => this.#store(client, sent));
  }

  override async onJoin(client: Client, { user }: Joining): Promise<void> {
    const { rowCount } = await pool.query(
      "select from members where user_id = $1 and group_id = $2",
      [user, this.#group],
    );
    if (rowCount !== 1) throw new Error("The user is not a member of the group");
    client.userData = user;
  }

  async #store({ userData: user }: Client, { id, text }: Sent): Promise<void> {
    const content = { text, editedAt: null, erased: false };
    const { rows: [row] } = await pool.query(
      `insert into messages (group_id, seq, kind, id, by, at, content)
       values ($1, nextval('bench_seq'), 'text', $2, $3, now(), $4) returning seq, at`,
      [this.#group, id, user, content],
    );
    this.broadcast("message", {
      group: this.#group,
      message: { ...content, reply: null, ...row, kind: "text", id, by: user },
    });
  }
}

const transport = new WebSocketTransport();
const server = new Server({ transport, greet: false });
server.define("chat", ChatRoom).filterBy(["group"]);
await server.listen(0, "127.0.0.1");
const address = transport.server?.address();
if (typeof address === "object") console.log(`http://127.0.0.1:${address?.port}`);
