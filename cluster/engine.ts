// What the cluster needs of an engine: who owns what, and a way to the owner and to each node. The
// real one is in cluster/effect/; a simulation has its own.

import type { EntityName, NodeName } from "./names.ts";

export interface Engine {
  readonly node: NodeName;
  /** Whether this node is the owner now, and its part of the entity has been started. */
  owns(entity: EntityName): boolean;
  /**
   * Asks the owner. Rejects when no answer comes in time: then it is open whether the owner has
   * obeyed.
   */
  ask(entity: EntityName, request: string): Promise<string>;
  /** Asks a node. Rejects as `ask` does. */
  push(node: NodeName, batch: string): Promise<string>;
  /** Whether a node answers, within about a second. Never rejects. */
  ping(node: NodeName): Promise<boolean>;
  /** The nodes that there are, this one included. Rejects when Postgres cannot be asked. */
  members(): Promise<readonly Member[]>;
  /** Whether a node has a session in Postgres, without which it owns nothing. */
  hasSession(node: NodeName): Promise<boolean>;
  /** Has what a node owns taken over by others. */
  declareDead(node: NodeName): Promise<void>;
  /** Hands over what this node owns. */
  stop(): Promise<void>;
}

export interface Member {
  readonly node: NodeName;
  /** False: it was declared dead. */
  readonly isHealthy: boolean;
}

/** What this node does for the engine. */
export interface EngineHandlers {
  /** This node has become the owner of an entity. */
  start(entity: EntityName): EntityPart;
  /** Another node has pushed a batch. */
  received(batch: string): Promise<string> | string;
  /** Whether a peer is taken for alive; `answers`: whether it has just answered this node. */
  isAlive(node: NodeName, answers: boolean): boolean;
}

/** The part of an entity that its owner holds. */
export interface EntityPart {
  /** See owner_protocol.ts. */
  obey(request: string): Promise<string>;
  /** Another node is about to become the owner. */
  stop(): Promise<void>;
}

export type StartEngine = (handlers: EngineHandlers) => Promise<Engine>;
