import { HttpError, page } from "fresh";
import type { CreatedKey } from "../../../../../../../api-keys/CreateKeyDialog.tsx";
import { type KeyFilter, readKeyFilter } from "../../../../../../../api-keys/key_filter.ts";
import { createKey } from "../../../../../../../api-keys/create_key.ts";
import { type KeyValues, readKeyForm } from "../../../../../../../api-keys/key_values.ts";
import type { KeyList } from "../../../../../../../api-keys/key_list.ts";
import { readKeys } from "../../../../../../../api-keys/read_keys.ts";
import { isConfirmed } from "../../../../../../../components/ConfirmByName.tsx";
import { Notice } from "../../../../../../../components/Notice.tsx";
import { PageHeader } from "../../../../../../../components/PageHeader.tsx";
import { type FormErrors, sentence } from "../../../../../../../forms/form_errors.ts";
import { revokeApiKeyMutation } from "../../../../../../../graphql/documents/api_keys.ts";
import { mutationOutcome } from "../../../../../../../graphql/outcome.ts";
import { httpErrorOf } from "../../../../../../../http/http_error_of.ts";
import { readForm } from "../../../../../../../http/read_form.ts";
import { sectionPath } from "../../../../../../../session/places.ts";
import { mayWriteKeys } from "../../../../../../../session/roles.ts";
import { define, type State } from "../../../../../../../state.ts";
import ApiKeys from "./(_islands)/ApiKeys.tsx";

interface KeysData {
  list: KeyList;
  filter: KeyFilter;
  posted: { values: KeyValues; errors: FormErrors; created: CreatedKey | null } | null;
  /** Why a key was not revoked. */
  problem: string | null;
}

export const handlers = define.handlers({
  async GET(ctx) {
    return page<KeysData>({ ...await pageOf(ctx.state, ctx.url), posted: null, problem: null });
  },

  /** What the dialogs post where there is no script. */
  async POST(ctx) {
    const { state } = ctx;
    const form = await readForm(ctx.req);
    switch (form.get("action")) {
      case "create": {
        const values = readKeyForm(form);
        const posted = await createKey(state.client, { projectId: state.project.id, values }, state.dependencies);
        const status = posted.created === null ? 422 : 200;
        return page<KeysData>({ ...await pageOf(state, ctx.url), posted, problem: null }, { status });
      }
      case "revoke": {
        const problem = await revoke(state, form);
        if (problem === null) return ctx.redirect(sectionPath("keys", state.place!)!, 303);
        return page<KeysData>({ ...await pageOf(state, ctx.url), posted: null, problem }, { status: 422 });
      }
    }
    throw new HttpError(400, "This form is not one of ours.");
  },
});

export default define.page<typeof handlers>(({ data, state }) => (
  <>
    <PageHeader
      title="API keys"
      intro={`What applications call the gateway with for ${state.project.name}. Keys act at once, without a publish.`}
    />
    {data.problem && (
      <div class="mb-4">
        <Notice tone="error">{data.problem}</Notice>
      </div>
    )}
    <ApiKeys
      projectId={state.project.id}
      path={sectionPath("keys", state.place!)!}
      list={data.list}
      filter={data.filter}
      gatewayUrl={state.dependencies.config.publicGatewayUrl}
      canWrite={mayWriteKeys(state.tenant.role)}
      posted={data.posted}
    />
  </>
));

async function pageOf({ client, project }: State, { searchParams }: URL) {
  const filter = readKeyFilter(searchParams);
  const outcome = await readKeys(client, { projectId: project.id, filter, after: searchParams.get("after") });
  if (outcome.kind === "failed") throw httpErrorOf(outcome);
  return { list: outcome.list, filter };
}

/** Null when it is done, else why not. */
async function revoke({ client }: State, form: URLSearchParams): Promise<string | null> {
  if (!isConfirmed(form.get("confirmation"), form.get("name") ?? "")) {
    return "What you typed is not the key's name: it is not revoked.";
  }
  const result = await client.mutation(revokeApiKeyMutation, { input: { id: form.get("id") ?? "" } }).toPromise();
  const outcome = mutationOutcome(result, (data) => data.revokeApiKey);
  return outcome.kind === "failed" ? sentence(outcome.message) : null;
}
