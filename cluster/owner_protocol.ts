// What a node and the owner of an entity say to each other. A batch is answered when all of its
// commands are done, or after 100 ms. A command that takes longer is asked for apart: so a busy
// group holds up no other one of its slice.

export type Request<Command> =
  | {
    readonly type: "obey";
    /** The part at which commands of this node are not done yet; null: there are none. */
    readonly after: string | null;
    readonly commands: readonly Command[];
  }
  /**
   * Asks for the answers to commands that were not done. It is answered when one of them is done,
   * or after a second.
   */
  | { readonly type: "rest"; readonly part: string; readonly numbers: readonly number[] };

export interface Reply<Answer> {
  /** The part that has taken the commands. */
  readonly part: string;
  /** The number of the first command; the others follow. */
  readonly first: number;
  /** In the order of the commands, or numbers; null: not done yet. */
  readonly answers: readonly (Answer | null)[];
}

/**
 * A request is answered with this instead that was not obeyed: the part is over, or another one had
 * commands of the node that were not done.
 */
export const moved = "moved";
