import { page } from "fresh";
import { PageHeader } from "../../../../../components/PageHeader.tsx";
import { httpErrorOf } from "../../../../../http/http_error_of.ts";
import {
  type Installation,
  readInstallation,
  readSettings,
  type SettingsPage,
} from "../../../../../settings/read_settings.ts";
import { sectionPath } from "../../../../../session/places.ts";
import { mayManage } from "../../../../../session/roles.ts";
import { define } from "../../../../../state.ts";
import Settings from "./(_islands)/Settings.tsx";

interface SettingsData extends SettingsPage {
  installation: Installation | null;
}

export const handlers = define.handlers({
  async GET(ctx) {
    const { client, tenant } = ctx.state;
    const [outcome, installation] = await Promise.all([
      readSettings(client, { slug: tenant.slug, after: ctx.url.searchParams.get("after") }),
      // A refusal is no fault: whether somebody runs the installation is for the API to know.
      mayManage(tenant.role) ? readInstallation(client) : null,
    ]);
    if (outcome.kind === "failed") throw httpErrorOf(outcome);
    return page<SettingsData>({ ...outcome.data, installation });
  },
});

export default define.page<typeof handlers>(({ data, state: { tenant, place } }) => (
  <>
    <PageHeader title="Settings" intro={`What holds for ${tenant.name} as a whole.`} />
    <Settings
      {...data}
      path={sectionPath("settings", place!)!}
      projects={tenant.projects}
      timeZones={Intl.supportedValuesOf("timeZone")}
      canWrite={mayManage(tenant.role)}
    />
  </>
));
