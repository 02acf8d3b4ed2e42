import { Button } from "./Button.tsx";

interface MoreRowsProps {
  /** Where the next page is without a script; null when there is none. */
  href: string | null;
  /** What comes, as in "Show more policies". */
  label: string;
  loading: boolean;
  onMore: (event: Event) => void;
}

/** Below a table: the next page. */
export function MoreRows({ href, label, loading, onMore }: MoreRowsProps) {
  if (href === null) return null;
  return (
    <div class="flex justify-center border-t border-base-300 p-2">
      <Button href={href} size="small" tone="quiet" onClick={onMore}>{loading ? "Loading …" : label}</Button>
    </div>
  );
}
