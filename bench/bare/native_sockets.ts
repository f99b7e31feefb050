// The bare limit's groups on Deno's own sockets.

import { type Groups, userOf } from "./groups.ts";

/** Prints its address. */
export function serve(groups: Groups): void {
  Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }) => console.log(`http://127.0.0.1:${port}`),
  }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    const user = userOf(request.url);
    socket.onopen = () => groups.enter(user, socket);
    socket.onmessage = ({ data }) => groups.hear(user, socket, data);
    socket.onclose = () => groups.leave(user, socket);
    return response;
  });
}
