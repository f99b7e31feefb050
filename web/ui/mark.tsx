// The mark: three circles that overlap.

export function Mark({ size }: { readonly size: number }) {
  return (
    <svg class="mark" viewBox="0 0 64 64" width={size} height={size} aria-hidden="true">
      <circle class="shape-1" cx="32" cy="23" r="17" />
      <circle class="shape-2" cx="22" cy="41" r="17" />
      <circle class="shape-3" cx="42" cy="41" r="17" />
    </svg>
  );
}
