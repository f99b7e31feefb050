// The chat as most people would write it first: Socket.IO, a room for each group, one insert for
// each message through a pool, then an event to the room.

import { createServer } from "node:http";
// @ts-types="@types/pg"
import pg from "pg";
import { Server } from "socket.io";

const pool = new pg.Pool({ connectionString: Deno.env.get("DATABASE_URL") });
const http = createServer();
const io = new Server(http);

interface Sent {
  readonly group: string;
  readonly id: string;
  readonly text: string;
}

io.on("connection", async (socket) => {
  const user = String(socket.handshake.query.user);
  socket.on("send", async ({ group, id, text }: Sent) => {
    const content = { text, editedAt: null, erased: false };
    const { rows: [row] } = await pool.query(
      `insert into messages (group_id, seq, kind, id, by, at, content)
       values ($1, nextval('bench_seq'), 'text', $2, $3, now(), $4) returning seq, at`,
      [group, id, user, content],
    );
    io.to(group).emit("message", {
      group,
      message: { ...content, reply: null, ...row, kind: "text", id, by: user },
    });
  });
  const { rows } = await pool.query("select group_id from members where user_id = $1", [user]);
  for (const { group_id: group } of rows) await socket.join(group);
  socket.emit("ready");
});

http.listen(0, "127.0.0.1", () => {
  const address = http.address();
  if (typeof address === "object") console.log(`http://127.0.0.1:${address?.port}`);
});
