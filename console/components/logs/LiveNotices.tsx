import type { LiveTailStatus } from "../../graphql/live_tail.ts";
import { Notice } from "../Notice.tsx";

interface LiveNoticesProps {
  status: LiveTailStatus | null;
  /** How many of the oldest were given up for newer ones. */
  trimmed: number;
  /** The page itself, to be loaded anew. */
  href: string;
  /** Where what is older than the last row is. */
  olderHref: string;
}

/** What a live table does not show, as numbers. */
export function LiveNotices({ status, trimmed, href, olderHref }: LiveNoticesProps) {
  const dropped = status?.dropped ?? 0, gaps = status?.gaps ?? 0;
  if (dropped === 0 && gaps === 0 && trimmed === 0) return null;
  return (
    <div class="mb-2 flex flex-col gap-1.5">
      {dropped > 0 && (
        <Notice tone="warning">
          {`${requests(dropped)} came faster than this tab could take them and ${
            dropped === 1 ? "is" : "are"
          } not shown. `}
          {dropped === 1 ? "It is" : "They are"} stored: <a href={href} class="link">load the page again</a>.
        </Notice>
      )}
      {gaps > 0 && (
        <Notice tone="warning">
          {`The connection was away for longer than live history reaches${
            gaps > 1 ? ` (${gaps} times)` : ""
          }. What is `}
          stored was filled in; to be sure that nothing is missing, <a href={href} class="link">load the page again</a>.
        </Notice>
      )}
      {trimmed > 0 && (
        <Notice tone="info">
          {`The table keeps the newest; ${requests(trimmed)} made room and ${trimmed === 1 ? "is" : "are"} on `}
          <a href={olderHref} class="link">an older page</a>.
        </Notice>
      )}
    </div>
  );
}

function requests(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "request" : "requests"}`;
}
