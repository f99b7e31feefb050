// The mark: three circles that overlap.

export function Mark({ size }: { readonly size: number }) {
  return (
    <svg class="mark" viewBox="0 0 64 64" width={size} height={size} aria-hidden="true">
      <circle cx="32" cy="23" r="17" />
      <circle cx="22" cy="41" r="17" />
      <circle cx="42" cy="41" r="17" />
    </svg>
  );
}
