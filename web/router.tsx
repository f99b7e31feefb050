// Addresses without loading the page again: which page an address shows, links, back and forward.

import { type ComponentChildren, type ComponentType, createContext } from "preact";
import {
  useCallback,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "preact/hooks";
import { Layers } from "./layers.ts";

type Params = Readonly<Record<string, string>>;

interface Place {
  readonly path: string;
  readonly params: Params;
  /** Goes to an address of this page; a replaced address is not kept in the history. */
  readonly route: (path: string, replaces?: boolean) => void;
  /** Notes that something lies over the page, closed by Back; gives what notes its end. */
  readonly openLayer: (close: () => void) => () => void;
}

const PlaceContext = createContext<Place>({
  path: "/",
  params: {},
  route: () => {},
  openLayer: () => () => {},
});

/** The address, the parameters in it, and `route`. */
export function usePlace(): Place {
  return useContext(PlaceContext);
}

export function PlaceProvider({ children }: { readonly children: ComponentChildren }) {
  const [path, setPath] = useState(location.pathname);
  const layers = useMemo(() => new Layers({ history, soon: queueMicrotask.bind(globalThis) }), []);
  const openLayer = useCallback((close: () => void) => layers.open(close), []);
  const route = (to: string, replaces = false) => {
    layers.whenBare(() => {
      if (replaces) history.replaceState(null, "", to);
      else history.pushState(null, "", to);
    });
    // Not only then: the history may have to go back first, and does so later.
    setPath(new URL(to, location.href).pathname);
    scrollTo(0, 0);
  };
  useEffect(() => {
    const onPopState = () => {
      layers.onPopState();
      setPath(location.pathname);
    };
    const follow = (event: MouseEvent) => {
      const to = pathOf(event);
      if (to === null) return;
      event.preventDefault();
      if (to !== location.pathname) route(to);
    };
    addEventListener("popstate", onPopState);
    addEventListener("click", follow);
    return () => {
      removeEventListener("popstate", onPopState);
      removeEventListener("click", follow);
    };
  }, []);
  return (
    <PlaceContext.Provider value={{ path, params: {}, route, openLayer }}>
      {children}
    </PlaceContext.Provider>
  );
}

/** While it is open, Back closes it, and does not leave the page. */
export function useLayer(isOpen: boolean, close: () => void): void {
  const { openLayer } = usePlace();
  const latest = useRef(close);
  latest.current = close;
  // With the drawing: Back may be pressed right after it.
  useLayoutEffect(() => isOpen ? openLayer(() => latest.current()) : undefined, [
    isOpen,
    openLayer,
  ]);
}

/** The path of this page that a plain click on a link leads to, or null. */
function pathOf(event: MouseEvent): string | null {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.altKey &&
    !event.shiftKey;
  if (
    link === null || !isPlain || event.defaultPrevented || link.target !== "" ||
    link.download !== ""
  ) {
    return null;
  }
  return link.origin === location.origin ? link.pathname : null;
}

interface RoutesProps {
  /** Patterns such as `/groups/:id`, each with what it shows. */
  readonly table: readonly (readonly [pattern: string, page: ComponentType])[];
  /** For an address that no pattern fits. */
  readonly missing: ComponentType;
  /** Called after each change of the address. */
  readonly moved?: () => void;
}

export function Routes({ table, missing, moved }: RoutesProps) {
  const place = usePlace();
  const before = useRef(place.path);
  // Before the effects of the page, which may move the focus on.
  useLayoutEffect(() => {
    if (before.current !== place.path) moved?.();
    before.current = place.path;
  }, [place.path]);
  const found = table.flatMap(([pattern, page]) => {
    const params = match(pattern, place.path);
    return params === null ? [] : [{ page, params }];
  })[0];
  const Page = found?.page ?? missing;
  return (
    <PlaceContext.Provider value={{ ...place, params: found?.params ?? {} }}>
      <Page />
    </PlaceContext.Provider>
  );
}

/**
 * The parameters of a pattern in a path, not decoded, or null when the path does not fit. A slash
 * at the end does not count.
 */
export function match(pattern: string, path: string): Params | null {
  const wanted = pattern.split("/");
  const given = path.replace(/(.)\/$/, "$1").split("/");
  if (wanted.length !== given.length) return null;
  const fits = wanted.every((part, at) =>
    part.startsWith(":") ? given[at] !== "" : part === given[at]
  );
  if (!fits) return null;
  return Object.fromEntries(
    wanted.flatMap((part, at) => part.startsWith(":") ? [[part.slice(1), given[at] ?? ""]] : []),
  );
}
