// The bare contestant on `ws`, node:http and Postgres; prints its address.

import { createServer } from "node:http";
// @ts-types="@types/ws"
import { WebSocketServer } from "ws";
import { userOf } from "./groups.ts";
import { openGroups } from "./postgres.ts";

const groups = await openGroups();
const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false, maxPayload: 16_384 });

sockets.on("connection", (socket, request) => {
  const user = userOf(request.url ?? "");
  groups.enter(user, socket);
  socket.on("message", (data) => groups.hear(user, socket, data.toString()));
  socket.on("close", () => groups.leave(user, socket));
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object") console.log(`http://127.0.0.1:${address?.port}`);
});
