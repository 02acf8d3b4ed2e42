import { Card } from "../../../../../../components/Card.tsx";
import { ErrorBoundary } from "../../../../../../feedback/ErrorBoundary.tsx";
import { ConfigExport } from "../../../../../../settings/ConfigExport.tsx";
import { Erasures } from "../../../../../../settings/Erasures.tsx";
import { InstallationCard } from "../../../../../../settings/InstallationCard.tsx";
import type { Installation, SettingsPage } from "../../../../../../settings/read_settings.ts";
import { RetentionForm } from "../../../../../../settings/RetentionForm.tsx";
import { TenantForm } from "../../../../../../settings/TenantForm.tsx";

export interface SettingsProps extends SettingsPage {
  path: string;
  projects: readonly { id: string; name: string }[];
  timeZones: readonly string[];
  canWrite: boolean;
  /** Null for all but operators. */
  installation: Installation | null;
}

/** What holds for a tenant as a whole. */
export default function Settings(props: SettingsProps) {
  const { settings, erasures, path, projects, timeZones, canWrite, installation } = props;
  const tenant = { id: settings.id, slug: settings.slug };
  return (
    <div class="flex flex-col gap-4">
      <Card title="Team">
        <TenantForm settings={settings} canWrite={canWrite} timeZones={timeZones} />
      </Card>
      <Card title="Request records">
        <RetentionForm tenantId={tenant.id} days={settings.logRetentionDays} canWrite={canWrite} />
      </Card>
      <ErrorBoundary what="The list of erasures">
        <Erasures {...{ tenant, projects, erasures, canWrite, path }} />
      </ErrorBoundary>
      <ConfigExport tenant={tenant} />
      {installation !== null && (
        <ErrorBoundary what="The installation">
          <InstallationCard initial={installation} />
        </ErrorBoundary>
      )}
    </div>
  );
}
