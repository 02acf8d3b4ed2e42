import type { FailureIssue } from "../../graphql/failure.ts";
import type { FilterProblem } from "../../logs/filter_url.ts";
import { labelOfPath, LABELS } from "../../logs/filter_labels.ts";
import { Notice } from "../Notice.tsx";

interface FilterProblemsProps {
  /** What of the address cannot be understood. */
  problems: readonly FilterProblem[];
  /** What the API takes not. */
  refused: readonly FailureIssue[];
}

/** What is wrong with a filter. What is right of it still holds. */
export function FilterProblems({ problems, refused }: FilterProblemsProps) {
  if (problems.length === 0 && refused.length === 0) return null;
  return (
    <div class="mb-3">
      <Notice tone="error">
        {refused.length > 0 ? "This filter cannot be used:" : "Part of the filter is not right:"}
        <ul class="list-disc pl-5">
          {problems.map(({ param, value, message }) => (
            <li key={param + value}>
              {LABELS[param]} <code class="break-all">{value.slice(0, 80)}</code>: expected is {message}.
            </li>
          ))}
          {refused.map(({ path, message }) => (
            <li key={path.join()}>
              {labelOfPath(path)}: {message}
            </li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}
