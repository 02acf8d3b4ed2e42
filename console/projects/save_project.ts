import type { Client } from "@urql/core";
import { BODY_RETENTION_DAYS_MAX, CAPTURED_BYTES_MAX } from "../../shared/contracts/body_capture.ts";
import { checkName } from "../forms/check_name.ts";
import type { FormErrors } from "../forms/form_errors.ts";
import type { FormValues } from "../forms/read_text.ts";
import { refused, type Saved } from "../forms/saved.ts";
import {
  archiveProjectMutation,
  createProjectMutation,
  restoreProjectMutation,
  updateProjectMutation,
} from "../graphql/documents/projects.ts";
import type { Failure } from "../graphql/failure.ts";
import { mutationOutcome } from "../graphql/outcome.ts";
import { type Project, PROJECT_FIELDS, type ProjectValues, projectValues, readProjectForm } from "./project_values.ts";

/** Makes a project, or tells what is wrong with the form. */
export async function createProject(
  client: Client,
  tenantId: string,
  form: FormValues,
): Promise<Saved<Project> & { values: ProjectValues }> {
  const values = { ...readProjectForm(form), allowDirectModels: true, captures: false };
  const problem = checkName(values.name);
  if (problem !== null) return { kind: "refused", errors: { message: null, fields: { name: problem } }, values };
  const result = await client.mutation(createProjectMutation, { input: { tenantId, name: values.name } }).toPromise();
  const outcome = mutationOutcome(result, (data) => data.createProject);
  if (outcome.kind === "failed") return { ...refused(outcome, PROJECT_FIELDS), values };
  return { kind: "saved", row: outcome.payload.project, values };
}

/** Changes what of a project is another than its editor has seen: so that capturing is asked for only where it changes. */
export async function saveProject(
  client: Client,
  seen: Project,
  form: FormValues,
): Promise<Saved<Project> & { values: ProjectValues }> {
  const values = readProjectForm(form);
  // Who may not change what is captured has fields that are not sent.
  const asked = form.has("hasCapture") ? values : { ...projectValues(seen), ...pick(values) };
  const errors = checkProject(asked);
  if (errors !== null) return { kind: "refused", errors, values: asked };
  const { id, version } = seen;
  const capture = captureInput(asked);
  const isOther = JSON.stringify(capture) !== JSON.stringify(captureInput(projectValues(seen)));
  const { name, allowDirectModels } = asked;
  const input = { id, version, name, allowDirectModels, ...(isOther && { capture }) };
  const result = await client.mutation(updateProjectMutation, { input }).toPromise();
  const outcome = mutationOutcome(result, (data) => data.updateProject);
  if (outcome.kind === "failed") return { ...refused(atFields(outcome), PROJECT_FIELDS), values: asked };
  return { kind: "saved", row: outcome.payload.project, values: asked };
}

/** What is wrong with a form before anything is sent; null when nothing is. */
export function checkProject(values: ProjectValues): FormErrors | null {
  const fields: Record<string, string> = {};
  const name = checkName(values.name);
  if (name !== null) fields["name"] = name;
  if (values.captures) {
    const kilobytesMax = CAPTURED_BYTES_MAX / 1_024;
    if (!isWhole(values.retentionDays, BODY_RETENTION_DAYS_MAX)) {
      fields["retentionDays"] = `A whole number from 1 to ${BODY_RETENTION_DAYS_MAX}.`;
    }
    if (!isWhole(values.kilobytesMax, kilobytesMax)) {
      fields["kilobytesMax"] = `A whole number from 1 to ${kilobytesMax}.`;
    }
  }
  return Object.keys(fields).length === 0 ? null : { message: null, fields };
}

/** Takes a project out of use, with its keys at once; or back into it, without them. */
export async function moveProject(
  client: Client,
  action: "archive" | "restore",
  { id, version }: Pick<Project, "id" | "version">,
): Promise<{ kind: "saved"; row: Project } | Failure> {
  const variables = { input: { id, version } };
  const outcome = action === "archive"
    ? mutationOutcome(
      await client.mutation(archiveProjectMutation, variables).toPromise(),
      (data) => data.archiveProject,
    )
    : mutationOutcome(
      await client.mutation(restoreProjectMutation, variables).toPromise(),
      (data) => data.restoreProject,
    );
  return outcome.kind === "failed" ? outcome : { kind: "saved", row: outcome.payload.project };
}

function pick({ name, allowDirectModels }: ProjectValues) {
  return { name, allowDirectModels };
}

function captureInput({ captures, retentionDays, kilobytesMax, redact }: ProjectValues) {
  if (!captures) return null;
  return {
    enabled: true,
    retentionDays: Number(retentionDays),
    bytesMax: Number(kilobytesMax) * 1_024,
    redact: redact.toSorted(),
  };
}

function isWhole(text: string, max: number): boolean {
  return /^\d{1,9}$/.test(text) && Number(text) >= 1 && Number(text) <= max;
}

const CAPTURE_FIELDS: Record<string, string> = { bytesMax: "kilobytesMax", retentionDays: "retentionDays" };

function atFields(failure: Failure): Failure {
  const issues = failure.issues.map(({ path, message }) => ({
    path: path[0] === "capture" ? [CAPTURE_FIELDS[path[1] ?? ""] ?? "captures"] : path,
    message,
  }));
  return { ...failure, issues };
}
