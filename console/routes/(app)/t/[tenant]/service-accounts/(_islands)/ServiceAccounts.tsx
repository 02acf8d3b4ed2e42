import { Button } from "../../../../../../components/Button.tsx";
import { Card } from "../../../../../../components/Card.tsx";
import { DialogTrigger } from "../../../../../../components/Dialog.tsx";
import { EmptyState } from "../../../../../../components/EmptyState.tsx";
import { SecretDialog } from "../../../../../../components/SecretDialog.tsx";
import { MoreRows } from "../../../../../../lists/MoreRows.tsx";
import type { Rows } from "../../../../../../lists/rows.ts";
import {
  CREATE_SERVICE_ACCOUNT_DIALOG,
  CreateServiceAccountDialog,
} from "../../../../../../service-accounts/CreateServiceAccountDialog.tsx";
import type { ServiceAccountRow } from "../../../../../../service-accounts/read_service_accounts.ts";
import { ServiceAccountCard } from "../../../../../../service-accounts/ServiceAccountCard.tsx";
import { useServiceAccounts } from "../../../../../../service-accounts/use_service_accounts.ts";
import { ErrorBoundary } from "../../../../../../feedback/ErrorBoundary.tsx";

export interface ServiceAccountsProps {
  tenant: { id: string; slug: string };
  /** Of the page itself. */
  path: string;
  list: Rows<ServiceAccountRow>;
  includeArchived: boolean;
  canWrite: boolean;
}

/** A tenant's service accounts, each with its tokens. */
export default function ServiceAccounts({ tenant, path, list, includeArchived, canWrite }: ServiceAccountsProps) {
  const request = { slug: tenant.slug, includeArchived, withTokens: canWrite };
  const state = useServiceAccounts(request, list);
  const { rows } = state.list.value;
  return (
    <ErrorBoundary what="The list of service accounts">
      <div class="flex flex-col gap-4">
        <div class="flex justify-end gap-2">
          <Button href={includeArchived ? path : `${path}?archived=1`} tone="quiet">
            {includeArchived ? "Hide archived" : "Show archived"}
          </Button>
          {canWrite && (
            <DialogTrigger dialog={CREATE_SERVICE_ACCOUNT_DIALOG} tone="primary">New service account</DialogTrigger>
          )}
        </div>
        {rows.length === 0 && (
          <Card flush>
            <EmptyState title="No service accounts yet">
              A service account acts for a pipeline or a program, and outlives whoever set it up. It has a role of its
              own, and tokens.
            </EmptyState>
          </Card>
        )}
        {rows.map((row) => <ServiceAccountCard key={row.id} row={row} canWrite={canWrite} state={state} />)}
        <MoreRows state={state} path={includeArchived ? `${path}?archived=1` : path} what="service accounts" />
        {canWrite && <CreateServiceAccountDialog tenantId={tenant.id} onCreated={state.put} />}
        <SecretDialog shown={state.secret.value} onStored={() => state.secret.value = null} />
      </div>
    </ErrorBoundary>
  );
}
