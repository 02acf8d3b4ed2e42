import { toast } from "../browser/toasts.ts";
import { browserDependencies } from "../graphql/dependencies.ts";
import { revokeOtherSessionsMutation, revokeSessionMutation } from "../graphql/documents/tokens.ts";
import { runMutation } from "../graphql/run_mutation.ts";
import type { Rows } from "../lists/rows.ts";
import { type RowsState, useRows } from "../lists/use_rows.ts";
import { readAccount, type SessionRow } from "./read_account.ts";

export interface SessionsState extends RowsState<SessionRow> {
  revoke(row: SessionRow): Promise<void>;
  revokeOthers(): Promise<void>;
}

/** Where the reader is signed in. */
export function useSessions(initial: Rows<SessionRow>): SessionsState {
  const rows = useRows(initial, async (sessionsAfter) => {
    const page = await readAccount(browserDependencies().client, { sessionsAfter });
    return page.kind === "failed" ? page : { kind: "data", data: page.data.sessions };
  });
  const revoke = async (row: SessionRow) => {
    rows.drop(row.id);
    const outcome = await runMutation(revokeSessionMutation, { input: { id: row.id } }, (data) => data.revokeSession);
    if (outcome.kind === "done") return toast("The session is ended.", "success");
    rows.put(row);
    toast(`The session goes on. ${outcome.message}`, "error");
  };
  const revokeOthers = async () => {
    const outcome = await runMutation(
      revokeOtherSessionsMutation,
      { input: { confirm: true } },
      (data) => data.revokeOtherSessions,
    );
    if (outcome.kind === "failed") return toast(outcome.message, "error");
    rows.list.value = { rows: rows.list.value.rows.filter(({ current }) => current), next: null };
    const { revoked } = outcome.payload;
    toast(revoked === 1 ? "One session is ended." : `${revoked} sessions are ended.`, "success");
  };
  return { ...rows, revoke, revokeOthers };
}
