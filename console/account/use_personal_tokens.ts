import { type Signal, useSignal } from "@preact/signals";
import { toast } from "../browser/toasts.ts";
import type { ShownSecret } from "../components/SecretDialog.tsx";
import type { SendOutcome } from "../forms/use_send.ts";
import { browserDependencies } from "../graphql/dependencies.ts";
import { revokePersonalTokenMutation, rotatePersonalTokenMutation } from "../graphql/documents/tokens.ts";
import { runMutation } from "../graphql/run_mutation.ts";
import type { Rows } from "../lists/rows.ts";
import { type RowsState, useRows } from "../lists/use_rows.ts";
import { type PersonalTokenRow, readAccount } from "./read_account.ts";

export interface Issued {
  row: PersonalTokenRow;
  secret: string;
}

export interface PersonalTokensState extends RowsState<PersonalTokenRow> {
  /** What is shown this once. */
  readonly secret: Signal<ShownSecret | null>;
  issued(issued: Issued): void;
  rotate(row: PersonalTokenRow, graceHours: number): Promise<SendOutcome<Issued>>;
  revoke(row: PersonalTokenRow): Promise<void>;
}

/** The reader's tokens. */
export function usePersonalTokens(initial: Rows<PersonalTokenRow>): PersonalTokensState {
  const secret = useSignal<ShownSecret | null>(null);
  const rows = useRows(initial, async (tokensAfter) => {
    const page = await readAccount(browserDependencies().client, { tokensAfter });
    return page.kind === "failed" ? page : { kind: "data", data: page.data.tokens };
  });
  const issued = ({ row, secret: text }: Issued) => {
    rows.put(row);
    secret.value = { title: `The token “${row.name}”`, label: "Token", secret: text };
  };
  const rotate = async (row: PersonalTokenRow, graceHours: number): Promise<SendOutcome<Issued>> => {
    const outcome = await runMutation(
      rotatePersonalTokenMutation,
      { input: { id: row.id, graceHours } },
      (data) => data.rotatePersonalAccessToken,
    );
    if (outcome.kind === "failed") return outcome;
    const { personalAccessToken, secret } = outcome.payload;
    return { kind: "done", payload: { row: personalAccessToken, secret } };
  };
  const revoke = async (row: PersonalTokenRow) => {
    const outcome = await runMutation(
      revokePersonalTokenMutation,
      { input: { id: row.id } },
      (data) => data.revokePersonalAccessToken,
    );
    if (outcome.kind === "failed") return toast(`“${row.name}” is not revoked. ${outcome.message}`, "error");
    rows.put(outcome.payload.personalAccessToken);
    toast(`“${row.name}” is revoked.`, "success");
  };
  return { ...rows, secret, issued, rotate, revoke };
}
