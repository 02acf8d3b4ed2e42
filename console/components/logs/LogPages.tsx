import { type LogPosition, withPosition } from "../../logs/log_position.ts";
import { Button } from "../Button.tsx";

interface LogPagesProps {
  path: string;
  /** The filter as it stands in the address. */
  query: string;
  older: LogPosition | null;
  newer: LogPosition | null;
  isNewest: boolean;
}

/** The ways to the pages of the log beside this one. */
export function LogPages({ path, query, older, newer, isNewest }: LogPagesProps) {
  if (older === null && isNewest) return null;
  const hrefOf = (position: LogPosition) => {
    const params = withPosition(new URLSearchParams(query), position);
    return params.size === 0 ? path : `${path}?${params}`;
  };
  return (
    <nav aria-label="Pages" class="mt-3 flex justify-end gap-2">
      {!isNewest && <Button href={hrefOf({ kind: "newest" })}>Newest</Button>}
      {newer && !isNewest && <Button href={hrefOf(newer)} rel="prev">Newer</Button>}
      {older && <Button href={hrefOf(older)} rel="next">Older</Button>}
    </nav>
  );
}
