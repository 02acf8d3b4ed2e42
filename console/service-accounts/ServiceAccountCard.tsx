import { Badge } from "../components/Badge.tsx";
import { Card } from "../components/Card.tsx";
import { ConfirmByName } from "../components/ConfirmByName.tsx";
import { DialogTrigger } from "../components/Dialog.tsx";
import { RoleSelect } from "../members/RoleSelect.tsx";
import { ROLE_TITLES } from "../session/roles.ts";
import { TokenTable } from "../tokens/TokenTable.tsx";
import { SERVICE_ROLES } from "./CreateServiceAccountDialog.tsx";
import { CreateServiceTokenDialog } from "./CreateServiceTokenDialog.tsx";
import type { ServiceAccountRow } from "./read_service_accounts.ts";
import type { ServiceAccountsState } from "./use_service_accounts.ts";

interface ServiceAccountCardProps {
  row: ServiceAccountRow;
  canWrite: boolean;
  state: ServiceAccountsState;
}

/** One service account with its tokens. */
export function ServiceAccountCard({ row, canWrite, state }: ServiceAccountCardProps) {
  const isWritable = canWrite && row.archivedAt === null;
  const dialog = `token-of-${row.id}`;
  return (
    <Card
      title={
        <span class="flex items-center gap-2">
          {row.name}
          {row.archivedAt !== null ? <Badge>Archived</Badge> : !isWritable && <Badge>{ROLE_TITLES[row.role]}</Badge>}
        </span>
      }
      actions={isWritable && (
        <>
          <RoleSelect
            label={`Role of ${row.name}`}
            roles={SERVICE_ROLES}
            role={row.role}
            onChange={(role) => state.changeRole(row, role)}
          />
          <DialogTrigger dialog={dialog} size="small" label={`New token of ${row.name}`}>New token</DialogTrigger>
          <ConfirmByName
            id={`archive-${row.id}`}
            trigger="Archive"
            title={`Archive “${row.name}”?`}
            name={row.name}
            confirm="Archive it"
            fields={{}}
            onConfirm={() => state.archive(row)}
          >
            Its tokens are dead at once, for good.
          </ConfirmByName>
        </>
      )}
      flush
    >
      {row.tokens !== null && row.tokens.length > 0
        ? (
          <TokenTable
            label={`Tokens of ${row.name}`}
            rows={row.tokens}
            rotate={state.rotate}
            onRotated={(issued) => state.issued(row, issued)}
            onRevoke={(token) => state.revoke(row, token)}
          />
        )
        : (
          <p class="px-4 py-3 text-muted">
            {row.tokens === null ? "Owners and administrators see its tokens." : "It has no tokens."}
          </p>
        )}
      {isWritable && (
        <CreateServiceTokenDialog
          id={dialog}
          account={row}
          onIssued={(issued) => state.issued(row, issued)}
        />
      )}
    </Card>
  );
}
