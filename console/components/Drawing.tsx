/** A path in the colour of the text around it, on a field of 24 by 24. Says nothing to those who do not see it. */
export function Drawing({ path, class: more = "size-4" }: { path: string; class?: string | undefined }) {
  return (
    <svg
      viewBox="0 0 24 24"
      class={`shrink-0 ${more}`}
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  );
}
