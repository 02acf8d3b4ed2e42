/** Grey lines in the place of what is being loaded; the words are for those who hear the page. */
export function Skeleton({ lines = 3, label = "Loading" }: { lines?: number; label?: string }) {
  return (
    <div class="flex flex-col gap-2" role="status">
      <span class="sr-only">{label}</span>
      {Array.from(
        { length: lines },
        (_, line) => <div key={line} class={`skeleton h-4 ${line === lines - 1 ? "w-2/3" : "w-full"}`} />,
      )}
    </div>
  );
}
