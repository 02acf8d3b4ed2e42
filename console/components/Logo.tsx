/** Sign and name; `short` leaves the name out where there is little room. */
export function Logo({ short = false }: { short?: boolean }) {
  return (
    <span class="inline-flex items-center gap-2 font-semibold tracking-tight">
      <svg
        viewBox="0 0 24 24"
        class="size-6 text-primary"
        fill="none"
        stroke="currentColor"
        stroke-width="2.25"
        aria-hidden="true"
      >
        <path d="M12 12c-2-2.7-3.6-4-5.5-4a4 4 0 0 0 0 8c1.9 0 3.5-1.3 5.5-4s3.6-4 5.5-4a4 4 0 0 1 0 8c-1.9 0-3.5-1.3-5.5-4Z" />
      </svg>
      <span class={short ? "hidden sm:inline" : ""}>Perpetuo</span>
    </span>
  );
}
