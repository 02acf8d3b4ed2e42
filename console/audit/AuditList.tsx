import { Icon } from "../components/Icon.tsx";
import Time from "../islands/Time.tsx";
import { type AuditFilter, auditQueryOf } from "./audit_filter.ts";
import { AuditChanges } from "./AuditChanges.tsx";
import type { AuditRow } from "./read_audit.ts";

interface AuditListProps {
  rows: readonly AuditRow[];
  filter: AuditFilter;
  path: string;
}

const COLUMNS = "grid grid-cols-1 gap-x-4 md:grid-cols-[10.5rem_minmax(0,1fr)_minmax(0,1.2fr)_minmax(0,1.4fr)]";

/** Events of the audit trail; each opens to what it changed, without a script. */
export function AuditList({ rows, filter, path }: AuditListProps) {
  return (
    <>
      <div
        class={`${COLUMNS} hidden border-b border-base-300 py-2 pr-4 pl-9 text-xs font-medium text-muted md:grid`}
        aria-hidden="true"
      >
        <span>When</span>
        <span>Who</span>
        <span>What</span>
        <span>To what</span>
      </div>
      <ul class="divide-y divide-base-300">
        {rows.map((row) => (
          <li key={row.id} id={row.id}>
            <details class="group">
              <summary class="flex cursor-pointer items-start gap-1 px-4 py-1.5 hover:bg-base-200 [&::-webkit-details-marker]:hidden">
                <Icon name="chevron" class="mt-0.5 size-4 -rotate-90 group-open:rotate-0" />
                <span class={`${COLUMNS} flex-1 text-[0.8125rem]`}>
                  <Time at={row.at} format="second" />
                  <span class="truncate">{actorText(row)}</span>
                  <code class="truncate text-xs leading-5">{row.action}</code>
                  <span class="truncate">{targetText(row)}</span>
                </span>
              </summary>
              <AuditDetail row={row} filter={filter} path={path} />
            </details>
          </li>
        ))}
      </ul>
    </>
  );
}

function AuditDetail({ row, filter, path }: { row: AuditRow; filter: AuditFilter; path: string }) {
  const { actor, target, action, ipAddress, requestId, changes } = row;
  const only = (changed: Partial<AuditFilter>) => path + auditQueryOf(filter, changed);
  return (
    <div class="flex flex-col gap-3 bg-base-200 px-4 py-3 md:pl-9">
      <dl class="grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5 text-xs">
        <dt class="text-muted">By</dt>
        <dd>
          {actorText(row)}
          {actor.email && ` (${actor.email})`}
          {actor.id && (
            <>
              {" "}
              · <a class="link" href={only({ actor: actor.id })}>only theirs</a>
            </>
          )}
        </dd>
        <dt class="text-muted">To</dt>
        <dd>
          {targetText(row)}
          {target.id && (
            <>
              {" "}
              · <a class="link" href={only({ targetId: target.id })}>only this</a>
            </>
          )}
        </dd>
        <dt class="text-muted">Action</dt>
        <dd>
          <a class="link" href={only({ action })}>only {action}</a>
        </dd>
        <dt class="text-muted">From</dt>
        <dd>{ipAddress ?? "unknown"}</dd>
        <dt class="text-muted">Request id</dt>
        <dd>{requestId === null ? "none" : <code class="select-all">{requestId}</code>}</dd>
      </dl>
      <AuditChanges changes={changes} />
    </div>
  );
}

function actorText({ actor: { kind, name, email } }: AuditRow): string {
  const who = name ?? email;
  switch (kind) {
    case "SYSTEM":
      return "The system";
    case "USER":
      return who ?? "Somebody who is gone";
    case "TOKEN":
      return `${email ?? "Somebody who is gone"}, by ${name === null ? "a token" : `the token “${name}”`}`;
    case "SERVICE_ACCOUNT":
      return `${who ?? "A service account that is gone"} (service account)`;
  }
}

function targetText({ target: { kind, name } }: AuditRow): string {
  return name === null ? kind : `${kind} “${name}”`;
}
