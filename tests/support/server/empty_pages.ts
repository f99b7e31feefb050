// A page with nothing on it, for servers whose page is not what is tested.

import type { Pages } from "../../../routes/pages.ts";

const form = { bytes: new TextEncoder().encode("<!doctype html>"), etag: '"empty"' };

export const emptyPages: Pages = {
  index: { type: "text/html; charset=utf-8", forms: new Map([["identity", form]]) },
  assets: new Map(),
};
