import { Badge } from "../components/Badge.tsx";
import { Button } from "../components/Button.tsx";
import { ConfirmByName } from "../components/ConfirmByName.tsx";
import { TableFrame } from "../components/TableFrame.tsx";
import Time from "../islands/Time.tsx";
import { shownName } from "../lists/shown_name.ts";
import { objectPath } from "../session/object_path.ts";
import { projectParam } from "../session/places.ts";
import type { Project } from "./project_values.ts";

interface ProjectTableProps {
  rows: readonly Project[];
  /** Of the page itself. */
  path: string;
  /** `/t/<slug>`. */
  tenantPath: string;
  canWrite: boolean;
  /** Archives and restores. */
  canArchive: boolean;
  onArchive: (row: Project) => void;
  onRestore: (row: Project, event: SubmitEvent) => void;
}

/** A tenant's projects. */
export function ProjectTable({ rows, ...rest }: ProjectTableProps) {
  return (
    <TableFrame label="Projects">
      <table class="table table-sm">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Models past routes</th>
            <th scope="col">Prompts and answers</th>
            <th scope="col">Created</th>
            <th scope="col">Pages</th>
            {rest.canWrite && (
              <th scope="col">
                <span class="sr-only">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>{rows.map((row) => <Row key={row.id} row={row} {...rest} />)}</tbody>
      </table>
    </TableFrame>
  );
}

function Row({ row, path, tenantPath, ...rest }: { row: Project } & Omit<ProjectTableProps, "rows">) {
  const name = shownName(row);
  const isInUse = row.archivedAt === null;
  const project = `${tenantPath}/p/${projectParam(row.id)}`;
  return (
    <tr class={isInUse ? "" : "text-muted"}>
      <th scope="row" class="max-w-64 truncate font-medium">
        <a href={objectPath(path, row.id)} class="link link-hover" title={name}>{name}</a>
      </th>
      <td>{row.allowDirectModels ? "allowed" : "refused"}</td>
      <td>
        {row.capture?.enabled
          ? <Badge tone="warning">{`Captured for ${row.capture.retentionDays} days`}</Badge>
          : <span class="text-muted">not captured</span>}
      </td>
      <td>
        <Time at={row.createdAt} format="day" />
      </td>
      <td>
        {isInUse
          ? (
            <span class="flex gap-3">
              {["logs", "routes", "keys"].map((page) => (
                <a key={page} href={`${project}/${page}`} class="link link-hover" aria-label={`${page} of ${name}`}>
                  {page}
                </a>
              ))}
            </span>
          )
          : <Badge>Archived</Badge>}
      </td>
      {rest.canWrite && (
        <td>
          <div class="flex justify-end gap-1.5">
            {isInUse
              ? <Actions {...{ row, name, path, ...rest }} />
              : rest.canArchive && (
                <form method="post" onSubmit={(event) => rest.onRestore(row, event)}>
                  <input type="hidden" name="action" value="restore" />
                  <input type="hidden" name="id" value={row.id} />
                  <input type="hidden" name="version" value={row.version} />
                  <Button type="submit" size="small" aria-label={`Restore ${name}`}>Restore</Button>
                </form>
              )}
          </div>
        </td>
      )}
    </tr>
  );
}

type ActionsProps = { row: Project; name: string } & Pick<ProjectTableProps, "path" | "canArchive" | "onArchive">;

function Actions({ row, name, path, canArchive, onArchive }: ActionsProps) {
  return (
    <>
      <Button href={objectPath(path, row.id)} size="small" aria-label={`Edit ${name}`}>Edit</Button>
      {canArchive && (
        <ConfirmByName
          id={`archive-${row.id}`}
          trigger="Archive"
          title={`Archive the project “${name}”?`}
          name={name}
          confirm="Archive the project"
          fields={{ action: "archive", id: row.id, version: String(row.version) }}
          onConfirm={() => onArchive(row)}
        >
          Its API keys are revoked at once and stay so, even when it is restored: applications that use them stop
          working. Its routes leave with the next publish. Its records stay.
        </ConfirmByName>
      )}
    </>
  );
}
