import { type Signal, useSignal } from "@preact/signals";
import { toast } from "../browser/toasts.ts";
import type { ShownSecret } from "../components/SecretDialog.tsx";
import type { SendOutcome } from "../forms/use_send.ts";
import { browserDependencies } from "../graphql/dependencies.ts";
import {
  archiveServiceAccountMutation,
  revokeServiceTokenMutation,
  rotateServiceTokenMutation,
  updateServiceAccountMutation,
} from "../graphql/documents/service_accounts.ts";
import { runMutation } from "../graphql/run_mutation.ts";
import type { Rows } from "../lists/rows.ts";
import { type RowsState, useRows } from "../lists/use_rows.ts";
import { type Role, ROLE_TITLES } from "../session/roles.ts";
import {
  readServiceAccounts,
  type ServiceAccountRow,
  type ServiceAccountsRequest,
  type ServiceTokenRow,
} from "./read_service_accounts.ts";

export interface IssuedServiceToken {
  row: ServiceTokenRow;
  secret: string;
}

export interface ServiceAccountsState extends RowsState<ServiceAccountRow> {
  readonly secret: Signal<ShownSecret | null>;
  changeRole(row: ServiceAccountRow, role: Role): Promise<void>;
  archive(row: ServiceAccountRow): Promise<void>;
  issued(account: ServiceAccountRow, issued: IssuedServiceToken): void;
  rotate(row: ServiceTokenRow, graceHours: number): Promise<SendOutcome<IssuedServiceToken>>;
  revoke(account: ServiceAccountRow, row: ServiceTokenRow): Promise<void>;
}

/** A tenant's service accounts with their tokens. */
export function useServiceAccounts(
  request: Omit<ServiceAccountsRequest, "after">,
  initial: Rows<ServiceAccountRow>,
): ServiceAccountsState {
  const secret = useSignal<ShownSecret | null>(null);
  const rows = useRows(
    initial,
    (after) => readServiceAccounts(browserDependencies().client, { ...request, after }),
  );
  const changeRole = async (row: ServiceAccountRow, role: Role) => {
    rows.put({ ...row, role });
    const input = { id: row.id, role, version: row.version };
    const outcome = await runMutation(updateServiceAccountMutation, { input }, (data) => data.updateServiceAccount);
    if (outcome.kind === "failed") {
      rows.put(row);
      return toast(`The role of “${row.name}” is as it was. ${outcome.message}`, "error");
    }
    rows.put({ ...row, ...outcome.payload.serviceAccount });
    toast(`“${row.name}”: ${ROLE_TITLES[role]} from its next request on.`, "success");
  };
  const archive = async (row: ServiceAccountRow) => {
    const input = { id: row.id, version: row.version };
    const outcome = await runMutation(archiveServiceAccountMutation, { input }, (data) => data.archiveServiceAccount);
    if (outcome.kind === "failed") return toast(outcome.message, "error");
    if (request.includeArchived) rows.put({ ...row, ...outcome.payload.serviceAccount, tokens: [] });
    else rows.drop(row.id);
    toast(`“${row.name}” is archived, and its tokens are dead.`, "success");
  };
  const putToken = (account: ServiceAccountRow, token: ServiceTokenRow) => {
    const now = rows.list.value.rows.find(({ id }) => id === account.id) ?? account;
    const others = (now.tokens ?? []).filter(({ id }) => id !== token.id);
    rows.put({ ...now, tokens: token.revokedAt === null ? [token, ...others] : others });
  };
  const issued = (account: ServiceAccountRow, { row, secret: text }: IssuedServiceToken) => {
    putToken(account, row);
    secret.value = { title: `The token “${row.name}” of “${account.name}”`, label: "Token", secret: text };
  };
  const rotate = async (row: ServiceTokenRow, graceHours: number): Promise<SendOutcome<IssuedServiceToken>> => {
    const outcome = await runMutation(
      rotateServiceTokenMutation,
      { input: { id: row.id, graceHours } },
      (data) => data.rotateServiceAccountToken,
    );
    if (outcome.kind === "failed") return outcome;
    return { kind: "done", payload: { row: outcome.payload.serviceAccountToken, secret: outcome.payload.secret } };
  };
  const revoke = async (account: ServiceAccountRow, row: ServiceTokenRow) => {
    const outcome = await runMutation(
      revokeServiceTokenMutation,
      { input: { id: row.id } },
      (data) => data.revokeServiceAccountToken,
    );
    if (outcome.kind === "failed") return toast(outcome.message, "error");
    putToken(account, outcome.payload.serviceAccountToken);
    toast(`“${row.name}” is revoked.`, "success");
  };
  return { ...rows, secret, changeRole, archive, issued, rotate, revoke };
}
