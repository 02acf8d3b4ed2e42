import { browserClock } from "../browser/dependencies.ts";
import { type FormErrors, formErrors } from "../forms/form_errors.ts";
import { browserDependencies } from "../graphql/dependencies.ts";
import {
  createSavedViewMutation,
  deleteSavedViewMutation,
  updateSavedViewMutation,
} from "../graphql/documents/saved_views.ts";
import type { Failure } from "../graphql/failure.ts";
import { mutationOutcome } from "../graphql/outcome.ts";
import { columnChoice } from "./column_choice.ts";
import { writeFilter } from "./filter_url.ts";
import type { LogFilter } from "./log_filter.ts";
import type { LogScope } from "./log_scope.ts";
import { type SavedView, viewContent } from "./saved_view.ts";

export type ViewAnswer =
  /** With the address that shows it. */
  | { kind: "kept"; query: string }
  | { kind: "refused"; errors: FormErrors };

interface KeptView {
  tenantId: string;
  scope: LogScope;
  filter: LogFilter;
  name: string;
  shared: boolean;
}

/** Keeps what the log shows now under a name. */
export async function keepView({ tenantId, scope, filter, name, shared }: KeptView): Promise<ViewAnswer> {
  const input = {
    tenantId,
    projectId: "projectId" in scope ? scope.projectId : null,
    name,
    shared,
    view: contentNow(filter),
  };
  const result = await browserDependencies().client.mutation(createSavedViewMutation, { input }).toPromise();
  const outcome = mutationOutcome(result, (data) => data.createSavedView);
  return outcome.kind === "failed" ? refused(outcome) : kept(outcome.payload.savedView, filter);
}

/** Puts what the log shows now in the view's place. */
export async function changeView(
  { id, version }: SavedView,
  { filter, name, shared }: Pick<KeptView, "filter" | "name" | "shared">,
): Promise<ViewAnswer> {
  const input = { id, version, name, shared, view: contentNow(filter) };
  const result = await browserDependencies().client.mutation(updateSavedViewMutation, { input }).toPromise();
  const outcome = mutationOutcome(result, (data) => data.updateSavedView);
  return outcome.kind === "failed" ? refused(outcome) : kept(outcome.payload.savedView, filter);
}

export async function deleteView({ id }: SavedView): Promise<ViewAnswer> {
  const result = await browserDependencies().client.mutation(deleteSavedViewMutation, { input: { id } }).toPromise();
  const outcome = mutationOutcome(result, (data) => data.deleteSavedView);
  return outcome.kind === "failed" ? refused(outcome) : { kind: "kept", query: "" };
}

function contentNow(filter: LogFilter) {
  return viewContent(filter, { columns: columnChoice.peek(), nowMs: browserClock.now() });
}

function kept({ id }: SavedView, filter: LogFilter): ViewAnswer {
  return { kind: "kept", query: new URLSearchParams([["view", id], ...writeFilter(filter)]).toString() };
}

function refused(failure: Failure): ViewAnswer {
  return { kind: "refused", errors: formErrors(failure, ["name"]) };
}
