import { HttpError, page } from "fresh";
import { isConfirmed } from "../../../../../components/ConfirmByName.tsx";
import { Notice } from "../../../../../components/Notice.tsx";
import { PageHeader } from "../../../../../components/PageHeader.tsx";
import { sentence } from "../../../../../forms/form_errors.ts";
import { httpErrorOf } from "../../../../../http/http_error_of.ts";
import { readForm } from "../../../../../http/read_form.ts";
import type { ProviderList } from "../../../../../providers/provider_list.ts";
import { parseProviderKind, PRESETS, PROVIDER_KINDS } from "../../../../../providers/provider_kinds.ts";
import { readProviders } from "../../../../../providers/read_providers.ts";
import {
  archiveProvider,
  createProvider,
  editProvider,
  type SaveProviderOutcome,
} from "../../../../../providers/save_provider.ts";
import { KEY_ACTIONS, saveProviderKey } from "../../../../../providers/save_provider_key.ts";
import type { NewProviderShown } from "../../../../../providers/use_providers.ts";
import { publish, type PublishingState } from "../../../../../publishing/publishing_state.ts";
import { sectionPath } from "../../../../../session/places.ts";
import { mayPublish, mayWriteProviders } from "../../../../../session/roles.ts";
import { define, type State } from "../../../../../state.ts";
import Providers from "./(_islands)/Providers.tsx";

interface ProvidersData {
  list: ProviderList;
  publishing: PublishingState;
  includeArchived: boolean;
  posted: NewProviderShown | null;
  /** Why what a form asked for was not done. */
  problem: string | null;
}

export const handlers = define.handlers({
  async GET(ctx) {
    return page<ProvidersData>({ ...await pageOf(ctx.state, ctx.url), posted: null, problem: null });
  },

  /** What the dialogs post where there is no script. */
  async POST(ctx) {
    const form = await readForm(ctx.req);
    const refusal = form.get("action") === "create" ? await create(ctx.state, form) : await change(ctx.state, form);
    if (refusal === null) return ctx.redirect(sectionPath("providers", ctx.state.place!)!, 303);
    return page<ProvidersData>({ ...await pageOf(ctx.state, ctx.url), ...refusal }, { status: 422 });
  },
});

export default define.page<typeof handlers>(({ data: { problem, ...data }, state }) => (
  <>
    <PageHeader
      title="Providers"
      intro="The services that answer requests, with the keys to call them. They are part of the draft until it is published."
    />
    {problem && (
      <div class="mb-4">
        <Notice tone="error">{problem}</Notice>
      </div>
    )}
    <Providers
      {...data}
      kinds={PROVIDER_KINDS}
      presets={PRESETS}
      slug={state.tenant.slug}
      path={sectionPath("providers", state.place!)!}
      canWrite={mayWriteProviders(state.tenant.role)}
      canPublish={mayPublish(state.tenant.role)}
    />
  </>
));

type Refusal = Pick<ProvidersData, "posted" | "problem">;

async function pageOf({ client, tenant }: State, { searchParams }: URL) {
  const includeArchived = searchParams.has("archived");
  const request = { slug: tenant.slug, after: searchParams.get("after"), includeArchived };
  const outcome = await readProviders(client, request);
  if (outcome.kind === "failed") throw httpErrorOf(outcome);
  return { list: outcome.list, publishing: outcome.publishing, includeArchived };
}

async function create({ client, tenant }: State, form: URLSearchParams): Promise<Refusal | null> {
  const outcome = await createProvider(client, tenant.id, form);
  return outcome.kind === "saved" ? null : { posted: outcome, problem: null };
}

async function change({ client, tenant }: State, form: URLSearchParams): Promise<Refusal | null> {
  const refuse = (problem: string): Refusal => ({ posted: null, problem: sentence(problem) });
  const text = (name: string) => (form.get(name) ?? "").trim();
  const keyAction = KEY_ACTIONS.find((action) => action === form.get("action"));
  if (keyAction === "remove_key" && !isConfirmed(text("confirmation"), text("name"))) {
    return refuse("What you typed is not the key's name: it is not removed.");
  }
  if (keyAction !== undefined) return refusalOf(await saveProviderKey(client, keyAction, form));
  switch (form.get("action")) {
    case "edit": {
      const kind = parseProviderKind(form.get("kind"));
      if (kind === null) break;
      return refusalOf(await editProvider(client, { id: text("id"), kind, version: Number(text("version")) }, form));
    }
    case "archive": {
      if (!isConfirmed(text("confirmation"), text("name"))) {
        return refuse("What you typed is not the provider's name: it is not archived.");
      }
      const outcome = await archiveProvider(client, text("id"));
      return outcome.kind === "archived" ? null : refuse(outcome.message);
    }
    case "publish": {
      const outcome = await publish(client, tenant.id, Number(text("baseRevision")) || 0);
      return outcome.kind === "published" ? null : refuse(outcome.message);
    }
  }
  throw new HttpError(400, "This form is not one of ours.");
}

/** Where there is no script the dialog is closed by now: what was wrong in it stands above the page. */
function refusalOf(outcome: SaveProviderOutcome): Refusal | null {
  if (outcome.kind === "saved") return null;
  const { message, fields } = outcome.errors;
  return {
    posted: null,
    problem: [message, ...Object.values(fields), "Nothing was changed."].filter(Boolean).join(" "),
  };
}
