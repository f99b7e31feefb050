// The style of this page alone, a file of its own, which no other page loads.

import { useEffect, useState } from "preact/hooks";

/** The address of ops.css, which the build puts in. */
declare const OPS_STYLE: string;

/** Whether the page may be drawn: its style is there, or will not come. */
export function useStyleSheet(): boolean {
  const [isThere, setThere] = useState(() => Boolean(found()?.sheet));
  useEffect(() => {
    if (isThere) return;
    const link = found() ?? document.createElement("link");
    const done = () => setThere(true);
    for (const type of ["load", "error"]) link.addEventListener(type, done);
    link.rel = "stylesheet";
    link.href = OPS_STYLE;
    document.head.append(link);
    return () => {
      for (const type of ["load", "error"]) link.removeEventListener(type, done);
    };
  }, []);
  return isThere;
}

function found(): HTMLLinkElement | null {
  return document.querySelector<HTMLLinkElement>(`link[href="${OPS_STYLE}"]`);
}
