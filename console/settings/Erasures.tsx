import { Badge } from "../components/Badge.tsx";
import { Card } from "../components/Card.tsx";
import { DialogTrigger } from "../components/Dialog.tsx";
import { TableFrame } from "../components/TableFrame.tsx";
import Time from "../islands/Time.tsx";
import { MoreRows } from "../lists/MoreRows.tsx";
import type { Rows } from "../lists/rows.ts";
import { ERASE_DIALOG, EraseDialog } from "./EraseDialog.tsx";
import type { ErasureRow } from "./read_settings.ts";
import { useErasures } from "./use_erasures.ts";

interface ErasuresProps {
  tenant: { id: string; slug: string };
  projects: readonly { id: string; name: string }[];
  erasures: Rows<ErasureRow>;
  canWrite: boolean;
  path: string;
}

/** Erasing an end user's data, and how far erasures have come. */
export function Erasures({ tenant, projects, erasures, canWrite, path }: ErasuresProps) {
  const state = useErasures(tenant.slug, erasures);
  const { rows } = state.list.value;
  return (
    <Card
      title="Erasure of end users"
      actions={canWrite && <DialogTrigger dialog={ERASE_DIALOG}>Erase an end user</DialogTrigger>}
      flush
    >
      {rows.length === 0
        ? (
          <p class="px-4 py-3 text-muted">
            Nobody was erased yet. An erasure deletes what is stored of one end user's requests, and is told here by a
            hash alone.
          </p>
        )
        : (
          <TableFrame label="Erasures">
            <table class="table">
              <thead>
                <tr>
                  {["Asked for", "Of (hash)", "Where", "State", "Records", "Prompts"].map((title) => (
                    <th key={title} scope="col">{title}</th>
                  ))}
                </tr>
              </thead>
              <tbody>{rows.map((row) => <ErasureLine key={row.id} row={row} />)}</tbody>
            </table>
          </TableFrame>
        )}
      <MoreRows state={state} path={path} what="erasures" />
      {canWrite && <EraseDialog tenantId={tenant.id} projects={projects} onBegun={state.begun} />}
    </Card>
  );
}

function ErasureLine({ row }: { row: ErasureRow }) {
  const { state, progress } = row;
  return (
    <tr>
      <td>
        <Time at={row.requestedAt} />
      </td>
      <td>
        <code class="text-xs" title={row.endUserHash}>{row.endUserHash.slice(0, 12)}…</code>
      </td>
      <td>{row.project?.name ?? "Every project"}</td>
      <td>
        {state === "DONE" ? <Badge tone="success">Done</Badge> : (
          <span class="flex items-center gap-2" role="status">
            <progress
              class="progress progress-primary w-24"
              value={Math.round(progress * 100)}
              max={100}
              aria-label="Progress of the erasure"
            />
            {Math.round(progress * 100)} %
          </span>
        )}
      </td>
      <td class="tabular-nums">{row.recordsErased}</td>
      <td class="tabular-nums">{row.bodiesErased}</td>
    </tr>
  );
}
