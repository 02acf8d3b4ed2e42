import { type Issue, issueHref, type ObjectPlaces, type RoutePlace } from "./object_links.ts";
import type { Change } from "./change.ts";

interface DraftIssuesProps {
  issues: readonly Issue[];
  places: ObjectPlaces;
  routes: readonly RoutePlace[];
  changes: readonly Change[];
}

/** What stands against publishing, each with the page on which it is mended. */
export function DraftIssues({ issues, places, routes, changes }: DraftIssuesProps) {
  return (
    <div class="rounded-box border border-error/40 bg-error/10 px-4 py-3" role="alert">
      <h2 class="text-sm font-semibold">This draft cannot be published yet</h2>
      <ul class="mt-1 flex flex-col gap-1 text-sm">
        {issues.map((issue) => (
          <li key={`${issue.path.join("/")} ${issue.message}`}>
            <a class="link" href={issueHref(issue, { ...places, routes, changes })}>
              {issue.path.slice(0, 2).join(" ")}
            </a>
            {`: ${issue.message}`}
          </li>
        ))}
      </ul>
    </div>
  );
}
