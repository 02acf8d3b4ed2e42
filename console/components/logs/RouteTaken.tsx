import Time from "../../islands/Time.tsx";
import type { LogDetail } from "../../logs/request_log.ts";
import { FactList } from "./FactList.tsx";

/** Why the request went where it went: the way through the route's tree, and the revision that the tree is of. */
export function RouteTaken({ log }: { log: LogDetail }) {
  const { routeName, routePath, revisionNumber } = log;
  const isDirect = routePath.some(({ type }) => type === "direct");
  return (
    <FactList
      facts={[
        { name: "Route", value: routeName ?? (isDirect ? "none: the model was addressed itself" : "none") },
        { name: "Way", value: routePath.length > 0 && <Way steps={routePath} /> },
        {
          name: "Looked at",
          value: <Inputs inputs={log.conditionInputs} />,
          hint: "What conditions and splits went by",
        },
        { name: "Revision", value: revisionNumber === null ? "none was known" : <Revision log={log} /> },
      ]}
    />
  );
}

function Way({ steps }: { steps: LogDetail["routePath"] }) {
  return (
    <ol class="flex flex-wrap items-center gap-x-1.5">
      {steps.map(({ path, type, chose }, place) => (
        <li key={place} title={path === "" ? "the tree's root" : path}>
          {place > 0 && <span class="mr-1.5 text-muted" aria-hidden="true">→</span>}
          {type}
          {chose !== null && <span class="text-muted">{` ${chosen(type, chose)}`}</span>}
        </li>
      ))}
    </ol>
  );
}

function chosen(type: string, chose: number): string {
  if (type === "when") return chose === 0 ? "then" : "else";
  return `no. ${chose + 1}`;
}

function Inputs({ inputs }: { inputs: unknown }) {
  const pairs = Object.entries(inputs as Record<string, unknown>);
  if (pairs.length === 0) return <span class="text-muted">nothing</span>;
  return <code class="text-xs">{pairs.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(", ")}</code>;
}

function Revision({ log: { revisionNumber, revisionHash, revision } }: { log: LogDetail }) {
  return (
    <>
      {`${revisionNumber} `}
      <code class="text-muted" title={revisionHash ?? undefined}>{revisionHash?.slice(0, 8)}</code>
      {revision && (
        <>
          {` published by ${revision.publishedBy?.name ?? "the installation"} `}
          <Time at={revision.publishedAt} />
          {revision.message && <span class="text-muted">{` “${revision.message}”`}</span>}
        </>
      )}
    </>
  );
}
