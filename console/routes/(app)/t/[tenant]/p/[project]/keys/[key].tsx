import { HttpError, page } from "fresh";
import type { ApiKey } from "../../../../../../../api-keys/key_list.ts";
import { type KeyValues, keyValues } from "../../../../../../../api-keys/key_values.ts";
import { type KeyDetail, readKey } from "../../../../../../../api-keys/read_keys.ts";
import { revokeKey, rotateKey, saveKey } from "../../../../../../../api-keys/save_key.ts";
import { isConfirmed } from "../../../../../../../components/ConfirmByName.tsx";
import { Notice } from "../../../../../../../components/Notice.tsx";
import { PageHeader } from "../../../../../../../components/PageHeader.tsx";
import { type FormErrors, NO_ERRORS, sentence } from "../../../../../../../forms/form_errors.ts";
import { httpErrorOf } from "../../../../../../../http/http_error_of.ts";
import { readForm } from "../../../../../../../http/read_form.ts";
import { objectIdOf, objectPath } from "../../../../../../../session/object_path.ts";
import { sectionPath } from "../../../../../../../session/places.ts";
import { mayWriteKeys } from "../../../../../../../session/roles.ts";
import { define, type State } from "../../../../../../../state.ts";
import EditKey from "./(_islands)/EditKey.tsx";

interface KeyData extends KeyDetail {
  values: KeyValues;
  errors: FormErrors;
  /** Of a rotation that was posted without a script: known this once. */
  secret: string | null;
  /** Why what a form asked for was not done. */
  problem: string | null;
}

type Posted = Pick<KeyData, "values" | "errors" | "secret" | "problem">;

export const handlers = define.handlers({
  async GET(ctx) {
    const detail = await detailOf(ctx.state, ctx.params["key"]!);
    ctx.state.detail = detail.key.name;
    return page<KeyData>({ ...detail, ...nothingPosted(detail.key) });
  },

  /** What the forms post where there is no script. */
  async POST(ctx) {
    const detail = await detailOf(ctx.state, ctx.params["key"]!);
    ctx.state.detail = detail.key.name;
    const posted = await change(ctx.state, detail.key, await readForm(ctx.req));
    if (posted === null) return ctx.redirect(objectPath(sectionPath("keys", ctx.state.place!)!, detail.key.id), 303);
    return page<KeyData>({ ...detail, ...posted }, { status: posted.secret === null ? 422 : 200 });
  },
});

export default define.page<typeof handlers>(({ data: { problem, key, ...data }, state }) => (
  <>
    <PageHeader
      title={key.name}
      intro={
        <>
          <code>ppk_{key.keyId}_…</code>, a key of {state.project.name}. Changes act at once, without a publish.
        </>
      }
    />
    {problem && (
      <div class="mb-4">
        <Notice tone="error">{problem}</Notice>
      </div>
    )}
    <EditKey
      {...data}
      edited={key}
      path={sectionPath("keys", state.place!)!}
      gatewayUrl={state.dependencies.config.publicGatewayUrl}
      canWrite={mayWriteKeys(state.tenant.role)}
    />
  </>
));

function nothingPosted(key: ApiKey): Posted {
  return { values: keyValues(key), errors: NO_ERRORS, secret: null, problem: null };
}

async function detailOf({ client, project }: State, param: string): Promise<KeyDetail> {
  const read = await readKey(client, { projectId: project.id, id: objectIdOf(param) });
  if (read.kind === "failed") throw read.reason === "validation" ? new HttpError(404) : httpErrorOf(read);
  if (read.detail === null) throw new HttpError(404);
  return read.detail;
}

/** Null when it is done and there is nothing to show of it. */
async function change(state: State, key: ApiKey, form: URLSearchParams): Promise<Posted | null> {
  const { client, dependencies: { clock } } = state;
  const seen = { id: key.id, version: Number(form.get("version")) || 0 };
  const refuse = (problem: string): Posted => ({ ...nothingPosted(key), problem: sentence(problem) });
  switch (form.get("action")) {
    case "save": {
      const outcome = await saveKey(client, seen, { form, clock });
      return outcome.kind === "saved"
        ? null
        : { ...nothingPosted(key), values: outcome.values, errors: outcome.errors };
    }
    case "rotate": {
      const outcome = await rotateKey(client, seen, form);
      if (outcome.kind === "failed") return refuse(outcome.message);
      return { ...nothingPosted(outcome.key), secret: outcome.secret };
    }
    case "revoke": {
      if (!isConfirmed(form.get("confirmation"), key.name)) {
        return refuse("What you typed is not the key's name: it is not revoked.");
      }
      const outcome = await revokeKey(client, key.id);
      return outcome.kind === "saved" ? null : refuse(outcome.message);
    }
  }
  throw new HttpError(400, "This form is not one of ours.");
}
