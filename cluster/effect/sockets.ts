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
import { type Role, shakeHands } from "./handshake.ts";

/** Where something listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface Listening {
  readonly listen: Address;
  /** Whether strangers cannot reach an IP address, or may. */
  readonly mayListenAt: (address: string) => boolean;
  readonly secret: string;
}

/** A socket that is not open within this time is given up. */
const openMs = 1_000;

/** How a node calls the others. */
export function callerLayer(secret: string) {
  return Layer.effect(Runners.RpcClientProtocol)(
    Effect.gen(function* () {
      const serialization = yield* RpcSerialization.RpcSerialization;
      return {
        codecFor: serialization.codecFor,
        make: Effect.fnUntraced(function* (address: Address) {
          const socket = yield* NodeSocket.fromDuplex(
            opened(() => net.createConnection({ ...address, noDelay: true }), "caller", secret),
            { openTimeout: openMs },
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
export function listenerLayer({ listen, mayListenAt, secret }: Listening) {
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
        run: (handler) => run(server, secret, handler),
      });
    }),
  );
}

function run<R, E, A>(
  server: net.Server,
  secret: string,
  handler: (socket: Socket.Socket) => Effect.Effect<A, E, R>,
): Effect.Effect<never, never, R> {
  return Effect.gen(function* () {
    const scope = yield* Scope.make();
    const services = yield* Effect.context<R>();
    const track = Fiber.runIn(scope);
    const accept = (peer: net.Socket) => {
      // What becomes of a socket is told by its end; without a listener it would end the process.
      peer.on("error", () => {});
      peer.setNoDelay(true);
      const served = NodeSocket.fromDuplex(opened(() => peer, "listener", secret)).pipe(
        Effect.flatMap(handler),
        Effect.ignoreCause,
      );
      track(Effect.runForkWith(services)(served as Effect.Effect<void, never, R>));
    };
    server.on("connection", accept);
    return yield* Effect.callback<never>(() =>
      Effect.suspend(() => {
        server.off("connection", accept);
        return Scope.close(scope, Exit.void);
      })
    );
  });
}

/** A socket whose other end has proved itself. It is destroyed with its scope. */
function opened(
  open: () => net.Socket,
  role: Role,
  secret: string,
): Effect.Effect<net.Socket, Socket.SocketError, Scope.Scope> {
  return Effect.acquireRelease(
    Effect.tryPromise({
      try: async () => {
        const socket = open();
        socket.on("error", () => {});
        if (socket.connecting) await connected(socket);
        await shakeHands(socket, role, secret);
        return socket;
      },
      catch: (cause) =>
        new Socket.SocketError({ reason: new Socket.SocketOpenError({ kind: "Unknown", cause }) }),
    }),
    (socket) => Effect.sync(() => void socket.destroySoon()),
  );
}

function connected(socket: net.Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("The socket ended before it was open")));
  });
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
