// The short way of requests: by sockets of this program's own, where it is known who the owner is.
// A request by the engine costs many times as much, and is needed to find the owner alone.

import type { Engine } from "../engine.ts";
import type { EntityName, NodeName } from "../names.ts";
import { moved } from "../owner_protocol.ts";
import { kinds } from "./wire_format.ts";
import { type Address, openSocket } from "./open_socket.ts";
import { NotSent, RequestClient } from "./request_client.ts";

export interface ShortWayDeps {
  readonly node: NodeName;
  readonly secret: string;
  /** Where each node was last. */
  readonly addresses: ReadonlyMap<NodeName, Address>;
  /** Asks the owner by the engine, and gives its name, too. */
  readonly askEngine: (
    entity: EntityName,
    batch: string,
  ) => Promise<readonly [owner: NodeName, answer: string]>;
}

/** A request that takes longer is in doubt. */
export const askMs = 4_000;
const pushMs = 2_000;

interface Peer {
  readonly address: Address;
  readonly client: RequestClient;
}

export class ShortWay implements Pick<Engine, "ask" | "push"> {
  readonly #deps: ShortWayDeps;
  readonly #peers = new Map<NodeName, Peer>();
  /** The other nodes that answered last for an entity. */
  readonly #owners = new Map<EntityName, NodeName>();

  constructor(deps: ShortWayDeps) {
    this.#deps = deps;
  }

  async ask(entity: EntityName, batch: string): Promise<string> {
    const answer = await this.#askKnown(entity, batch);
    if (answer !== null) return answer;
    const [owner, given] = await this.#deps.askEngine(entity, batch);
    if (owner !== this.#deps.node && given !== moved) this.#owners.set(entity, owner);
    return given;
  }

  async push(node: NodeName, batch: string): Promise<string> {
    const client = this.#clientOf(node);
    if (!client) throw new Error(`It is not known where ${node} is`);
    const request = { kind: kinds.push, target: node, batch, withinMs: pushMs } as const;
    const answer = await client.send(request);
    if (answer === null) throw new Error(`Another node is where ${node} was`);
    return answer;
  }

  close(): void {
    for (const { client } of this.#peers.values()) client.close();
  }

  /** Null: nobody has been asked, or nobody has obeyed. */
  async #askKnown(entity: EntityName, batch: string): Promise<string | null> {
    const owner = this.#owners.get(entity);
    const client = owner === undefined ? null : this.#clientOf(owner);
    if (!client) return null;
    try {
      const request = { kind: kinds.ask, target: entity, batch, withinMs: askMs } as const;
      const answer = await client.send(request);
      if (answer === null || answer === moved) this.#owners.delete(entity);
      return answer;
    } catch (error) {
      this.#owners.delete(entity);
      if (error instanceof NotSent) return null;
      throw error;
    }
  }

  #clientOf(node: NodeName): RequestClient | null {
    const address = this.#deps.addresses.get(node);
    if (!address) return null;
    const known = this.#peers.get(node);
    if (known?.address.host === address.host && known.address.port === address.port) {
      return known.client;
    }
    known?.client.close();
    const { host, port } = address;
    const client = new RequestClient(() =>
      openSocket({ host, port }, "requester", this.#deps.secret)
    );
    this.#peers.set(node, { address: { host, port }, client });
    return client;
  }
}
