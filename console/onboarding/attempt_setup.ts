import type { Client } from "@urql/core";
import { type FormErrors, formErrors } from "../forms/form_errors.ts";
import type { Failure } from "../graphql/failure.ts";
import { type Place, readViewer } from "../session/viewer.ts";
import { setUp } from "./set_up.ts";
import type { SetupResult } from "./setup_result.ts";
import { SETUP_FIELDS, type SetupValues } from "./setup_values.ts";
import { readSetupState, type SetupState } from "./setup_state.ts";

export type SetupAttempt =
  | { kind: "done"; result: SetupResult }
  /** `state` is what there is now; null when that could not be read. */
  | { kind: "failed"; errors: FormErrors; state: SetupState | null };

/** Reads what there is, makes what is missing, and after a failure reads again: the page shows what was made. */
export async function attemptSetup(client: Client, values: SetupValues, place: Place | null): Promise<SetupAttempt> {
  const before = await readSetupState(client, place);
  if (before.kind === "failed") return failed(before);
  const outcome = await setUp(client, values, before.state);
  if (outcome.kind === "done") return outcome;
  const present = await readPlace(client, before.state);
  const after = present.kind === "place" ? await readSetupState(client, present.place) : present;
  return { kind: "failed", errors: outcome.errors, state: after.kind === "state" ? after.state : null };
}

/** Where a page's state is by now: the same tenant and project, or the first that were made since. */
export async function readPlace(
  client: Client,
  { tenant, project }: Pick<SetupState, "tenant" | "project">,
): Promise<{ kind: "place"; place: Place | null } | Failure> {
  const outcome = await readViewer(client);
  if (outcome.kind === "failed") return outcome;
  if (outcome.kind === "nobody") return NOBODY;
  const { tenants } = outcome.viewer;
  const present = tenant === null ? tenants[0] : tenants.find(({ id }) => id === tenant.id);
  if (present === undefined) return { kind: "place", place: null };
  const ofProject = project === null ? present.projects[0] : present.projects.find(({ id }) => id === project.id);
  return { kind: "place", place: { tenant: present, project: ofProject ?? null } };
}

function failed(failure: Failure): SetupAttempt {
  return { kind: "failed", errors: formErrors(failure, SETUP_FIELDS), state: null };
}

const NOBODY: Failure = {
  kind: "failed",
  reason: "unauthenticated",
  message: "Your session has ended. Sign in, then send this again.",
  issues: [],
  requestId: null,
};
