import { CREATE_TOKEN_DIALOG, CreateTokenDialog } from "../../../../account/CreateTokenDialog.tsx";
import type { PersonalTokenRow, SessionRow } from "../../../../account/read_account.ts";
import { SessionTable } from "../../../../account/SessionTable.tsx";
import { usePersonalTokens } from "../../../../account/use_personal_tokens.ts";
import { useSessions } from "../../../../account/use_sessions.ts";
import { Card } from "../../../../components/Card.tsx";
import { DialogTrigger } from "../../../../components/Dialog.tsx";
import { EmptyState } from "../../../../components/EmptyState.tsx";
import { SecretDialog } from "../../../../components/SecretDialog.tsx";
import ConfirmDialog from "../../../../islands/ConfirmDialog.tsx";
import { MoreRows } from "../../../../lists/MoreRows.tsx";
import type { Rows } from "../../../../lists/rows.ts";
import { TokenTable } from "../../../../tokens/TokenTable.tsx";
import { ErrorBoundary } from "../../../../feedback/ErrorBoundary.tsx";

export interface AccountProps {
  sessions: Rows<SessionRow>;
  tokens: Rows<PersonalTokenRow>;
  tenants: readonly { id: string; name: string }[];
}

/** The reader's tokens and sessions. */
export default function Account(props: AccountProps) {
  const sessions = useSessions(props.sessions);
  const tokens = usePersonalTokens(props.tokens);
  const { rows } = tokens.list.value;
  return (
    <ErrorBoundary what="Your account">
      <div class="flex flex-col gap-4">
        <Card
          title="Personal access tokens"
          actions={<DialogTrigger dialog={CREATE_TOKEN_DIALOG} tone="primary">New token</DialogTrigger>}
          flush
        >
          {rows.length === 0
            ? (
              <EmptyState title="No tokens yet">
                A token lets a program use the API as you, within the scopes that you give it. Pipelines fare better
                with a service account.
              </EmptyState>
            )
            : (
              <TokenTable
                label="Personal access tokens"
                rows={rows}
                rotate={tokens.rotate}
                onRotated={tokens.issued}
                onRevoke={tokens.revoke}
              />
            )}
          <MoreRows state={tokens} path="/account" what="tokens" />
        </Card>
        <Card
          title="Sessions"
          actions={sessions.list.value.rows.length > 1 && (
            <ConfirmDialog
              trigger="Sign out everywhere else"
              title="End all other sessions?"
              confirm="End them"
              onConfirm={sessions.revokeOthers}
            >
              Every other browser must sign in again. Tokens go on.
            </ConfirmDialog>
          )}
          flush
        >
          <SessionTable rows={sessions.list.value.rows} onRevoke={sessions.revoke} />
          <MoreRows state={sessions} path="/account" what="sessions" />
        </Card>
        <CreateTokenDialog tenants={props.tenants} onIssued={tokens.issued} />
        <SecretDialog shown={tokens.secret.value} onStored={() => tokens.secret.value = null} />
      </div>
    </ErrorBoundary>
  );
}
