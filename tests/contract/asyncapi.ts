// docs/asyncapi.json: the socket and its frames.

import { clientFrames, serverFrames } from "./frames.ts";
import { accepted, components, type Json, told } from "./json_schema.ts";

/** How the title of a message begins: the two ends have frames of one type. */
const ends = { client: "client", server: "server" } as const;

export function asyncapi(): Json {
  const fromClient = messagesOf(clientFrames, ends.client, accepted);
  const fromServer = messagesOf(serverFrames, ends.server, told);
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Trio",
      version: "1",
      description: "The socket of the Trio protocol: text frames, one JSON object each. " +
        "docs/protocol.md is normative and says what each is for, and how a socket closes.",
      license: { name: "MIT" },
    },
    defaultContentType: "application/json",
    servers: {
      own: { host: "localhost:8000", protocol: "ws", description: "wss behind TLS" },
    },
    channels: {
      socket: {
        address: "/ws",
        description: "Opened with the cookie of a session; without one the answer is 401",
        messages: referred([...Object.keys(fromClient), ...Object.keys(fromServer)]),
      },
    },
    operations: {
      // AsyncAPI tells of the application that is described: here the server.
      receive: {
        action: "receive",
        channel: { $ref: "#/channels/socket" },
        messages: ofChannel(Object.keys(fromClient)),
      },
      send: {
        action: "send",
        channel: { $ref: "#/channels/socket" },
        messages: ofChannel(Object.keys(fromServer)),
      },
    },
    components: { messages: { ...fromClient, ...fromServer }, schemas: components() },
  };
}

function messagesOf<Schemas extends typeof clientFrames | typeof serverFrames>(
  frames: Schemas,
  end: typeof ends[keyof typeof ends],
  payloadOf: typeof told,
): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(frames).map(([type, schema]) => [
      `${end}_${type}`,
      { name: type, title: `${type}, from the ${end}`, payload: payloadOf(schema) },
    ]),
  );
}

function referred(names: readonly string[]): Json {
  return Object.fromEntries(
    names.map((name) => [name, { $ref: `#/components/messages/${name}` }]),
  );
}

function ofChannel(names: readonly string[]): Json[] {
  return names.map((name) => ({ $ref: `#/channels/socket/messages/${name}` }));
}
