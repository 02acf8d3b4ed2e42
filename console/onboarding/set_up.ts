import type { Client } from "@urql/core";
import { type FormErrors, formErrors } from "../forms/form_errors.ts";
import { createApiKeyMutation } from "../graphql/documents/api_keys.ts";
import { createProjectMutation } from "../graphql/documents/projects.ts";
import { createTenantMutation, publishConfigMutation } from "../graphql/documents/tenants.ts";
import type { Failure } from "../graphql/failure.ts";
import { checkSetup } from "./check_setup.ts";
import { provideSource } from "./provide_source.ts";
import { runStep, StepFailed } from "./run_step.ts";
import type { SetupResult } from "./setup_result.ts";
import type { SetupState } from "./setup_state.ts";
import { SETUP_FIELDS, type SetupValues } from "./setup_values.ts";

export type SetupOutcome =
  | { kind: "done"; result: SetupResult }
  /** What was made until then stays, and the next attempt goes on behind it. */
  | { kind: "failed"; errors: FormErrors };

/**
 * Makes what is missing for a first request, one step after the other: tenant, project, provider, route, revision, API
 * key. `state` is what there is, read just before, so that an attempt after a failure makes nothing twice.
 */
export async function setUp(client: Client, values: SetupValues, state: SetupState): Promise<SetupOutcome> {
  const errors = checkSetup(values, state);
  if (errors !== null) return { kind: "failed", errors };
  try {
    return { kind: "done", result: await makeWhatIsMissing(client, values, state) };
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    return { kind: "failed", errors: errorsAt(error.failure, error.names) };
  }
}

async function makeWhatIsMissing(client: Client, values: SetupValues, state: SetupState): Promise<SetupResult> {
  const tenant = state.tenant ?? await createTenant(client, values.tenantName);
  const project = state.project ?? await createProject(client, tenant.id, values.projectName);
  const model = await provideSource(client, { tenantId: tenant.id, projectId: project.id, values, state });
  const revision = await publish(client, tenant.id);
  const { apiKey, secret } = await createApiKey(client, project.id, values.keyName);
  return {
    tenant: { slug: tenant.slug, name: tenant.name },
    project: { id: project.id, name: project.name },
    apiKey: { id: apiKey.id, name: apiKey.name },
    secret,
    model,
    revision,
  };
}

async function createTenant(client: Client, name: string) {
  const { tenant } = await runStep(client, {
    document: createTenantMutation,
    input: { name },
    select: (data) => data.createTenant,
    names: { name: "tenantName", slug: "tenantName" },
  });
  return tenant;
}

async function createProject(client: Client, tenantId: string, name: string) {
  const { project } = await runStep(client, {
    document: createProjectMutation,
    input: { tenantId, name },
    select: (data) => data.createProject,
    names: { name: "projectName" },
  });
  return project;
}

async function publish(client: Client, tenantId: string): Promise<number> {
  const { revision } = await runStep(client, {
    document: publishConfigMutation,
    // A draft that equals the current revision makes none, so that a repeated attempt leaves no trace.
    input: { tenantId, message: "First steps" },
    select: (data) => data.publishConfig,
  });
  return revision.number;
}

function createApiKey(client: Client, projectId: string, name: string) {
  return runStep(client, {
    document: createApiKeyMutation,
    input: { projectId, name },
    select: (data) => data.createApiKey,
    names: { name: "keyName" },
  });
}

function errorsAt(failure: Failure, names: Readonly<Record<string, string>>): FormErrors {
  const issues = failure.issues.map(({ path: [name, ...rest], message }) => ({
    path: name === undefined ? rest : [names[name] ?? name, ...rest],
    message,
  }));
  return formErrors({ ...failure, issues }, SETUP_FIELDS);
}
