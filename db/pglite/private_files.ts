// The files of the embedded database, made for their owner alone. PGlite gives each the mode that
// Postgres asks for, 0666 of some, and sets it past the process's umask.

import { NodeFS } from "@electric-sql/pglite/nodefs";

type Init = Parameters<NodeFS["init"]>;
type Module = Parameters<NonNullable<Init[1]["preRun"]>[number]>[0];

/** Makes a file or a folder. */
type Mknod = (parent: unknown, name: string, mode: number, device: number) => unknown;
type Setattr = (node: unknown, attributes: { readonly mode?: number }) => void;
interface FileSystem {
  readonly NODEFS: { readonly node_ops: { mknod: Mknod; setattr: Setattr } };
}

const ownersBits = ~0o077;

export class PrivateFiles extends NodeFS {
  override async init(...[pg, options]: Init) {
    const { emscriptenOpts, ...rest } = await super.init(pg, options);
    const preRun = [...emscriptenOpts.preRun ?? [], closeToOthers];
    return { ...rest, emscriptenOpts: { ...emscriptenOpts, preRun } };
  }
}

function closeToOthers(module: Module): void {
  const { NODEFS: { node_ops } } = module as unknown as FileSystem;
  const { mknod, setattr } = node_ops;
  node_ops.mknod = (parent, name, mode, device) => mknod(parent, name, mode & ownersBits, device);
  node_ops.setattr = (node, attributes) => {
    const { mode } = attributes;
    setattr(node, mode === undefined ? attributes : { ...attributes, mode: mode & ownersBits });
  };
}
