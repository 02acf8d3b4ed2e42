import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { lintSource } from "./lint_source.ts";

const findings = (path: string, source = "export const a = 1;") => lintSource("naming", path, source);

test("naming refuses names that say nothing", () => {
  const empty = [
    "gateway/utils.ts",
    "gateway/utils/clock.ts",
    "gateway/test_helpers.ts",
    "gateway/helpers_test.ts",
    "shared/common/money.ts",
    "shared/common.ts",
    "shared/lib/money.ts",
    "control-plane/connection_manager.ts",
    "console/components/FormHelper.tsx",
    "tools/misc.ts",
  ];
  for (const path of empty) assert.equal(findings(path).length, 1, path);
});

test("naming refuses the wrong case", () => {
  const wrong = [
    "gateway/readRequest.ts",
    "gateway/read-request.ts",
    "gateway/ReadRequest.ts",
    "console/providers/ProviderTable.ts",
    "gateway/ReadRequest.tsx",
    "console/islands/route_editor.tsx",
    "console/components/routeEditor.tsx",
    "console/routes/logs/(_islands)/live_tail.tsx",
  ];
  for (const path of wrong) assert.equal(findings(path).length, 1, path);
});

test("naming allows the house's names", () => {
  const right = [
    "gateway/pipeline/read_request.ts",
    "gateway/pipeline/read_request_test.ts",
    "control-plane/api-keys/service.ts",
    "shared/contracts/common_headers.ts",
    "console/providers/ProviderTable.tsx",
    "console/providers/provider_form.tsx",
    "console/islands/RouteEditor.tsx",
    "console/islands/RouteEditor_test.tsx",
    "console/routes/logs/(_islands)/LiveTail.tsx",
    "console/routes/(signed-in)/api-keys/[id].tsx",
    "console/routes/_app.tsx",
    "console/vite.config.ts",
    "prisma.config.ts",
    "console/assets.d.ts",
    "gateway/limits/library.ts",
  ];
  for (const path of right) assert.deepEqual(findings(path), [], path);
});

test("naming refuses barrels, and only those", () => {
  const barrel = `import { b } from "./b.ts";\nexport * from "./a.ts";\nexport { c } from "./c.ts";\nexport { b };`;
  assert.equal(findings("gateway/mod.ts", barrel).length, 1);
  assert.equal(findings("gateway/http/index.ts", barrel).length, 1);
  assert.deepEqual(findings("gateway/mod.ts", `${barrel}\nexport const d = 1;`), []);
  assert.deepEqual(findings("gateway/http/router.ts", barrel), []);
});
