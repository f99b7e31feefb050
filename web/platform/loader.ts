// Loads parts of the page that are files of their own. After the server has got a new version, the
// parts of the one before may be gone: then the page says so, and offers to be loaded anew.

import { signal } from "@preact/signals";

export class Loader {
  /** Whether the last part that was asked for could not be had. */
  readonly hasFailed = signal(false);

  /** What `load` gives, or null when it cannot be had. */
  async load<Part>(load: () => Promise<Part>): Promise<Part | null> {
    try {
      const part = await load();
      this.hasFailed.value = false;
      return part;
    } catch {
      this.hasFailed.value = true;
      return null;
    }
  }
}
