// The engine's sockets between nodes, each of which begins with a handshake. The engine's own ones
// let in whoever connects.

import * as NodeSocket from "@effect/platform-node/NodeSocket";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Fiber from "effect/Fiber";
import * as Layer from "effect/Layer";
import * as Scope from "effect/Scope";
import * as Runners from "effect/cluster/Runners";
import * as NetAddress from "effect/net/NetAddress";
import * as RpcClient from "effect/rpc/RpcClient";
import * as RpcSerialization from "effect/rpc/RpcSerialization";
import * as Socket from "effect/socket/Socket";
import * as SocketServer from "effect/socket/SocketServer";
import net from "node:net";
import { Door } from "../net/door.ts";
import { type Address, openSocket } from "../net/open_socket.ts";
import { type RequestHandler, serveRequests } from "../net/request_server.ts";

export interface Listening {
  /** Where the other nodes reach this one. */
  readonly address: Address;
  readonly listen: Address;
  /** Whether strangers cannot reach an IP address, or may. */
  readonly mayListenAt: (address: string) => boolean;
  readonly secret: string;
  /** Obeys the requests that come past the engine. */
  readonly requests: RequestHandler;
}

/** How a node calls the others. */
export function callerLayer(secret: string) {
  return Layer.effect(Runners.RpcClientProtocol)(
    Effect.gen(function* () {
      const serialization = yield* RpcSerialization.RpcSerialization;
      return {
        codecFor: serialization.codecFor,
        make: Effect.fnUntraced(function* (address: Address) {
          const socket = yield* NodeSocket.fromDuplex(
            scoped(() => openSocket(address, "caller", secret)),
          );
          return yield* RpcClient.makeProtocolSocket().pipe(
            Effect.provideService(Socket.Socket, socket),
            Effect.provideService(RpcSerialization.RpcSerialization, serialization),
          );
        }, Effect.orDie),
      };
    }),
  );
}

/** How a node is called by the others. */
export function listenerLayer(options: Listening) {
  const { listen, mayListenAt } = options;
  return Layer.effect(SocketServer.SocketServer)(
    Effect.gen(function* () {
      const server = yield* Effect.acquireRelease(listening(listen), closed);
      // A name is looked up by listening. Nobody is served before it has passed.
      const { address, port } = server.address() as net.AddressInfo;
      if (!mayListenAt(address)) {
        return yield* Effect.die(new Error(`"${address}" can be reached by strangers`));
      }
      return SocketServer.SocketServer.of({
        address: NetAddress.inetAddressFromIpStringUnsafe(address, port),
        run: (handler) => run(server, options, handler),
      });
    }),
  );
}

function run<R, E, A>(
  server: net.Server,
  options: Listening,
  handler: (socket: Socket.Socket) => Effect.Effect<A, E, R>,
): Effect.Effect<never, never, R> {
  return Effect.gen(function* () {
    const scope = yield* Scope.make();
    const services = yield* Effect.context<R>();
    const track = Fiber.runIn(scope);
    const serveEngine = (peer: net.Socket) => {
      const served = NodeSocket.fromDuplex(scoped(() => Promise.resolve(peer))).pipe(
        Effect.flatMap(handler),
        Effect.ignoreCause,
      );
      track(Effect.runForkWith(services)(served as Effect.Effect<void, never, R>));
    };
    const door = new Door(options, (peer, role) => {
      if (role === "caller") serveEngine(peer);
      if (role === "requester") serveRequests(peer, options.requests);
    });
    const accept = (peer: net.Socket) => void door.enter(peer);
    server.on("connection", accept);
    return yield* Effect.callback<never>(() =>
      Effect.suspend(() => {
        server.off("connection", accept);
        return Effect.andThen(
          Scope.close(scope, Exit.void),
          Effect.sync(() => door.close()),
        );
      })
    );
  });
}

/** A socket that is destroyed with its scope. */
function scoped(
  open: () => Promise<net.Socket>,
): Effect.Effect<net.Socket, Socket.SocketError, Scope.Scope> {
  return Effect.acquireRelease(
    Effect.tryPromise({
      try: open,
      catch: (cause) =>
        new Socket.SocketError({ reason: new Socket.SocketOpenError({ kind: "Unknown", cause }) }),
    }),
    (socket) => Effect.sync(() => void socket.destroySoon()),
  );
}

function listening({ host, port }: Address): Effect.Effect<net.Server> {
  return Effect.promise(() =>
    new Promise((resolve, reject) => {
      const server = net.createServer();
      server.once("error", reject);
      server.listen({ host, port }, () => {
        server.off("error", reject);
        server.on("error", () => {});
        resolve(server);
      });
    })
  );
}

function closed(server: net.Server): Effect.Effect<void> {
  return Effect.promise(() => new Promise((resolve) => server.close(() => resolve())));
}
