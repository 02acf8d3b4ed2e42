import { toast } from "../browser/toasts.ts";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { exportConfigQuery } from "../graphql/documents/settings.ts";
import { runQuery } from "../graphql/run_query.ts";
import { saveFile } from "./save_file.ts";

/** The configuration as a document, to keep, compare and apply elsewhere. */
export function ConfigExport({ tenant }: { tenant: { id: string; slug: string } }) {
  const save = async (version: "DRAFT" | "CURRENT", format: "YAML" | "JSON") => {
    const outcome = await runQuery(exportConfigQuery, { tenantId: tenant.id, format, version });
    if (outcome.kind === "failed") return toast(outcome.message, "error");
    const name = `${tenant.slug}-${version === "DRAFT" ? "draft" : "published"}.${format.toLowerCase()}`;
    saveFile(name, outcome.data.exportConfig, format === "YAML" ? "application/yaml" : "application/json");
  };
  return (
    <Card title="Export of the configuration">
      <p id="export" class="mb-3 text-muted">
        Projects, routes, policies, providers and prices as a document, without secrets. <code>perpetuo apply</code>
        {" "}
        takes it back.
      </p>
      <div class="flex flex-wrap gap-2">
        <Button onClick={() => save("DRAFT", "YAML")}>The draft, YAML</Button>
        <Button onClick={() => save("CURRENT", "YAML")}>What is published, YAML</Button>
        <Button onClick={() => save("CURRENT", "JSON")}>What is published, JSON</Button>
      </div>
    </Card>
  );
}
