// Drawings of the three circles: people around a table, and what there is to say of them where a
// page has nothing else to show.

interface IllustrationProps {
  /**
   * `free`: two seats beside one's own; `left`: one seat that somebody has left; `nobody`: none is
   * taken; `unfound`: what a search has not found.
   */
  readonly of: "free" | "left" | "nobody" | "unfound";
  readonly size?: number;
}

/** Around a table, from above. */
const seats = [{ x: 90, y: 36 }, { x: 42, y: 122 }, { x: 138, y: 122 }] as const;
const taken = { free: [0], left: [0, 1], nobody: [] } as const;

export function Illustration({ of, size = 180 }: IllustrationProps) {
  return (
    <svg class="illustration" viewBox="0 0 180 180" width={size} height={size} aria-hidden="true">
      {of === "unfound" ? <Glass /> : <Table taken={taken[of]} />}
    </svg>
  );
}

function Table({ taken }: { readonly taken: readonly number[] }) {
  return (
    <>
      <circle class="table" cx="90" cy="92" r="46" />
      {seats.map(({ x, y }, at) => (
        <circle
          key={at}
          class={`${taken.includes(at) ? "shape" : "ring"}-${at + 1}`}
          cx={x}
          cy={y}
          r="28"
        />
      ))}
    </>
  );
}

/** A magnifying glass, made of the circles. */
function Glass() {
  return (
    <>
      <path class="handle" d="M118 118 L156 156" />
      <circle class="lens" cx="80" cy="80" r="56" />
      <circle class="ring-1" cx="64" cy="72" r="17" />
      <circle class="ring-3" cx="94" cy="90" r="17" />
    </>
  );
}
