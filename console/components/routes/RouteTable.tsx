import Time from "../../islands/Time.tsx";
import { Button } from "../Button.tsx";
import { ConfirmByName } from "../ConfirmByName.tsx";
import { TableFrame } from "../TableFrame.tsx";
import { percent } from "../../route-editor/node_words.ts";
import {
  nameOf,
  type RouteList,
  type RouteRow,
  type RouteUsage,
  targetSummary,
} from "../../route-editor/route_list.ts";
import { NEW_PARAM, routePath } from "../../route-editor/route_paths.ts";
import { projectParam } from "../../session/places.ts";
import { DraftStateBadge } from "./DraftStateBadge.tsx";
import { NodeType } from "./NodeType.tsx";

interface RouteTableProps {
  list: RouteList;
  /** Of the page itself. */
  path: string;
  /** Without: a table to be read. */
  canWrite: boolean;
  onArchive: (row: RouteRow) => void;
  onRestore: (row: RouteRow, event: SubmitEvent) => void;
}

/** A project's routes, a line each. */
export function RouteTable({ list, ...rest }: RouteTableProps) {
  return (
    <TableFrame label="Routes">
      <table class="table table-sm">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Aliases</th>
            <th scope="col">Leads to</th>
            <th scope="col" class="text-right" title="In this hour and the one before">Requests</th>
            <th scope="col" class="text-right" title="Of these requests">Errors</th>
            <th scope="col">Draft</th>
            <th scope="col">Changed</th>
            {rest.canWrite && (
              <th scope="col">
                <span class="sr-only">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {list.rows.map((row) => <Row key={row.id} row={row} usage={usageOf(list, row)} {...rest} />)}
        </tbody>
      </table>
    </TableFrame>
  );
}

function usageOf({ usage }: RouteList, { name }: RouteRow): RouteUsage | null {
  return usage === null ? null : usage[name] ?? { requests: 0, errors: 0 };
}

interface RowProps extends Omit<RouteTableProps, "list"> {
  row: RouteRow;
  usage: RouteUsage | null;
}

function Row({ row, usage, path, canWrite, onArchive, onRestore }: RowProps) {
  const name = nameOf(row);
  const isInUse = row.archivedAt === null;
  return (
    <tr class={isInUse ? "" : "text-muted"}>
      <th scope="row" class="max-w-56 truncate font-mono font-medium">
        <a href={routePath(path, row.id)} class="link link-hover" title={name}>{name}</a>
      </th>
      <td class="max-w-48 truncate font-mono text-xs" title={row.aliases.join(", ")}>{row.aliases.join(", ")}</td>
      <td class="max-w-96">
        <Targets row={row} />
      </td>
      <td class="text-right tabular-nums">{usage === null ? "–" : usage.requests.toLocaleString("en")}</td>
      <td class={`text-right tabular-nums ${usage !== null && usage.errors > 0 ? "text-error" : ""}`}>
        {usage === null || usage.requests === 0 ? "–" : percent(usage.errors / usage.requests)}
      </td>
      <td>
        <DraftStateBadge state={row.state} />
      </td>
      <td>
        <Time at={row.updatedAt} />
      </td>
      {canWrite && (
        <td>
          <div class="flex justify-end gap-1.5">
            {isInUse ? <Actions {...{ row, name, path, onArchive }} /> : <Restore {...{ row, name, onRestore }} />}
          </div>
        </td>
      )}
    </tr>
  );
}

function Targets({ row: { tree } }: { row: RouteRow }) {
  const { shown, more } = targetSummary(tree);
  return (
    <div class="flex items-center gap-2 whitespace-nowrap">
      {tree.type !== "target" && <NodeType type={tree.type} />}
      <span class="min-w-0 truncate font-mono text-xs" title={shown.join("\n")}>{shown.join(", ")}</span>
      {more > 0 && <span class="text-xs text-muted">{`+${more}`}</span>}
    </div>
  );
}

interface ActionsProps extends Pick<RowProps, "row" | "path" | "onArchive"> {
  name: string;
}

function Actions({ row, name, path, onArchive }: ActionsProps) {
  return (
    <>
      <Button
        href={`${path}/${NEW_PARAM}?from=${projectParam(row.id)}`}
        size="small"
        aria-label={`Duplicate ${name}`}
      >
        Duplicate
      </Button>
      <ConfirmByName
        id={`archive-${row.id}`}
        trigger="Archive"
        title={`Archive the route “${name}”?`}
        name={name}
        confirm="Archive the route"
        fields={{ action: "archive", id: row.id, version: String(row.version) }}
        onConfirm={() => onArchive(row)}
      >
        Requests for it are refused from the next publish on. It can be restored.
      </ConfirmByName>
    </>
  );
}

function Restore({ row, name, onRestore }: Pick<RowProps, "row" | "onRestore"> & { name: string }) {
  return (
    <form method="post" onSubmit={(event) => onRestore(row, event)}>
      <input type="hidden" name="action" value="restore" />
      <input type="hidden" name="id" value={row.id} />
      <input type="hidden" name="version" value={row.version} />
      <Button type="submit" size="small" aria-label={`Restore ${name}`}>Restore</Button>
    </form>
  );
}
