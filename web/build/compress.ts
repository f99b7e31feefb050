// What is sent compressed lies beside the file itself, as `main.js.br` and `main.js.gz`: made once,
// with all the effort there is.

import { brotliCompressSync, constants, gzipSync } from "node:zlib";

export interface Form {
  /** Put behind the path of the file. */
  readonly ending: "" | ".br" | ".gz";
  readonly of: (content: Uint8Array) => Uint8Array;
}

const plain: Form = { ending: "", of: (content) => content };
const brotli: Form = { ending: ".br", of: (content) => brotliCompressSync(content, { params }) };
const gzip: Form = {
  ending: ".gz",
  of: (content) => gzipSync(content, { level: constants.Z_BEST_COMPRESSION }),
};
const params = {
  [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
  [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
};

/**
 * The forms of a file, itself the last; of a picture, which is compressed already, itself alone.
 */
export function formsOf(path: string): readonly Form[] {
  return /\.(js|css|svg|html|webmanifest)$/.test(path) ? [brotli, gzip, plain] : [plain];
}
