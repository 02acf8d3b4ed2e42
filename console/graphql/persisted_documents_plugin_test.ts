import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { build, type Rollup } from "vite";
import { createApiKeyMutation } from "./documents/api_keys.ts";
import { persistedDocument } from "./persisted_documents.ts";
import manifest from "./persisted_documents.json" with { type: "json" };
import { persistedDocumentsPlugin } from "./persisted_documents_plugin.ts";

Deno.test({
  name:
    "persistedDocumentsPlugin() leaves ids in a browser's build, which the manifest knows, and neither text nor parser",
  // Vite looks at files of its own accord, and its build does not wait for that.
  sanitizeOps: false,
  fn: leavesIds,
});

async function leavesIds(): Promise<void> {
  const result = await build({
    configFile: false,
    logLevel: "error",
    plugins: [persistedDocumentsPlugin()],
    build: {
      write: false,
      minify: false,
      rollupOptions: {
        input: fileURLToPath(new URL("./documents/api_keys.ts", import.meta.url)),
        preserveEntrySignatures: "strict",
      },
    },
  }) as Rollup.RollupOutput;
  const code = result.output.map((file) => file.type === "chunk" ? file.code : "").join("");
  const ids = code.match(/sha256:[0-9a-f]{64}/g)!;
  assert.deepEqual(ids.filter((id) => !(id in manifest)), []);
  assert.ok(ids.includes(persistedDocument(createApiKeyMutation)!.id));
  assert.doesNotMatch(code, /mutation CreateApiKey|OperationDefinition/);
}
