import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { type ConsoleOverPlane, consoleOverPlane } from "../testing/console_over_plane.ts";

test("the pages of the configuration do without a script what they do with one", async (context) => {
  await using console = await consoleOverPlane();
  for (const [name, step] of Object.entries(STEPS)) {
    // What the console and its control plane have under way from one step to the next belongs to the test as a whole.
    await context.step({ name, fn: () => step(console), sanitizeOps: false, sanitizeResources: false });
  }
});

const STEPS: Record<string, (console: ConsoleOverPlane) => Promise<void>> = {
  "a policy is made with limits, refused where it says nothing, archived by name and restored": policies,
  "a price of one's own is made, looked up and changed against another version": prices,
  "a project is made, captures only where that is asked for, and is archived": projects,
  "the draft is told object by object, published with a message, compared and rolled back": publishing,
  "an API key is changed, rotated and shown once": keys,
  "whoever may only look is offered nothing": viewers,
};

async function policies({ plane, tenantPath, get, post }: ConsoleOverPlane): Promise<void> {
  const path = `${tenantPath}/policies`;
  assert.match((await get(path)).html, /No policies yet/);
  const form = {
    action: "save",
    name: "Everybody",
    scopeType: "TENANT",
    policyAction: "OBSERVE",
    onLimiterLoss: "OPEN",
    assumedOutputTokens: "1024",
    warnAtPercent: "80",
  };
  const empty = await post(`${path}/new`, form);
  assert.equal(empty.status, 422);
  assert.match(empty.html, /Set one limit at least\./);
  const made = await post(`${path}/new`, { ...form, spendDay: "12.50", allowedProviders: "mock" });
  assert.deepEqual([made.status, made.location], [303, path], made.html);
  const row = await plane.db.policy.findFirstOrThrow();
  assert.deepEqual(row.limits, [
    { type: "spend", period: "day", maxNanoUsd: 12_500_000_000 },
    { type: "allowed_providers", providers: ["mock"] },
  ]);
  const listed = (await get(path)).html;
  assert.match(listed, /\$12\.50 a day/);
  assert.match(listed, /Observe/);
  const id = btoa(`Policy:${row.id}`);
  const shown = await get(`${path}/${id.replace(/=+$/, "")}`);
  assert.match(shown.html, /value="12\.50"/);
  const archive = { action: "archive", id, version: String(row.version), name: "Everybody" };
  assert.equal((await post(path, { ...archive, confirmation: "Nobody" })).status, 422);
  assert.equal((await post(path, { ...archive, confirmation: "Everybody" })).status, 303);
  assert.doesNotMatch((await get(path)).html, /Everybody/);
  const { version } = await plane.db.policy.findFirstOrThrow();
  assert.match((await get(`${path}?archived=1`)).html, /Restore Everybody/);
  assert.equal((await post(path, { action: "restore", id, version: String(version) })).status, 303);
  assert.equal((await get(`${tenantPath}/policies/bm9uc2Vuc2U`)).status, 404);
}

async function prices({ plane, tenantPath, get, post }: ConsoleOverPlane): Promise<void> {
  const path = `${tenantPath}/prices`;
  const wrong = await post(`${path}/new`, { action: "save", model: "llama-*", inputPerMillionUsd: "1" });
  assert.equal(wrong.status, 422);
  assert.match(wrong.html, /whole name, without \*/);
  const rates = { inputPerMillionUsd: "0.0375", outputPerMillionUsd: "0.15", tierMultipliers: "batch = 0.5" };
  const made = await post(`${path}/new`, { action: "save", provider: "mock", model: "llama-3", ...rates });
  assert.deepEqual([made.status, made.location], [303, path], made.html);
  const asked = await get(`${path}?provider=mock&model=llama-3`);
  assert.match(asked.html, /\$0\.0375/);
  assert.match(asked.html, /your own/);
  const { id } = await plane.db.priceOverride.findFirstOrThrow();
  const one = `${path}/${btoa(`Price:${id}`).replace(/=+$/, "")}`;
  const stale = await post(one, { action: "save", version: "7", ...rates });
  assert.equal(stale.status, 422);
  assert.equal((await post(one, { action: "save", version: "1", ...rates, outputPerMillionUsd: "0.2" })).status, 303);
  assert.match((await get(path)).html, /\$0\.2</);
}

async function projects({ plane, tenantPath, get, post }: ConsoleOverPlane): Promise<void> {
  const path = `${tenantPath}/projects`;
  assert.match((await post(path, { action: "create", name: "" })).html, /Give it a name\./);
  assert.equal((await post(path, { action: "create", name: "Batch" })).status, 303);
  const row = await plane.db.project.findFirstOrThrow({ where: { name: "Batch" } });
  const id = btoa(`Project:${row.id}`);
  const one = `${path}/${id.replace(/=+$/, "")}`;
  const form = { action: "save", version: "1", hasCapture: "yes", captures: "on", kilobytesMax: "64" };
  const wrong = await post(one, { ...form, name: "Batch jobs", retentionDays: "999" });
  assert.match(wrong.html, /A whole number from 1 to 365\./);
  const saved = await post(one, { ...form, name: "Batch jobs", retentionDays: "3", redact: "EMAIL" });
  assert.equal(saved.status, 303, saved.html);
  const listed = (await get(path)).html;
  assert.match(listed, /Captured for 3 days/);
  assert.match(listed, /refused/);
  const { version } = await plane.db.project.findUniqueOrThrow({ where: { id: row.id } });
  const archive = { action: "archive", id, version: String(version), name: "Batch jobs", confirmation: "Batch jobs" };
  assert.equal((await post(path, archive)).status, 303);
}

async function publishing({ plane, tenantPath, get, post }: ConsoleOverPlane): Promise<void> {
  const path = `${tenantPath}/publish`;
  const draft = (await get(path)).html;
  assert.match(draft, /unpublished changes/);
  assert.match(draft, /Everybody/);
  assert.match(draft, /mock\/llama-3|llama-3/);
  const stale = await post(path, { action: "publish", baseRevision: "9", message: "Why" });
  assert.equal(stale.status, 422);
  assert.match(stale.html, /value="Why"/);
  const published = await post(path, { action: "publish", baseRevision: "1", message: "Limits" });
  assert.deepEqual([published.status, published.location], [303, `${path}?watch=2`], published.html);
  const after = (await get(`${path}?watch=2`)).html;
  assert.match(after, /No changes/);
  assert.match(after, /Limits/);
  assert.match((await get(`${path}/compare?from=1&to=2`)).html, /Everybody/);
  assert.match((await get(`${path}/compare?from=2&to=DRAFT`)).html, /The two are the same\./);
  assert.match((await get(`${path}/compare?from=77&to=DRAFT`)).html, /role="alert"/);
  const preview = (await get(`${path}/rollback?to=1`)).html;
  assert.match(preview, /What changes for gateways/);
  assert.match(preview, /Everybody/);
  assert.equal(await plane.db.revision.count(), 2);
  const back = await post(`${path}/rollback?to=1`, { baseRevision: "2", message: "" });
  assert.deepEqual([back.status, back.location], [303, `${path}?watch=3`], back.html);
  assert.match((await get(path)).html, /Back to revision 1/);
  assert.equal((await get(`${path}/rollback?to=x`)).status, 404);
}

async function keys({ plane, projectPath, get, post }: ConsoleOverPlane): Promise<void> {
  const path = `${projectPath}/keys`;
  const limited = { action: "create", name: "Shop", expiry: "never", tags: "team = shop", requestsPerMinute: "60" };
  assert.equal((await post(path, limited)).status, 200);
  const row = await plane.db.apiKey.findFirstOrThrow({ where: { name: "Shop" } });
  assert.match((await get(`${path}?state=active&q=Shop`)).html, /60 requests a minute/);
  assert.match((await get(`${path}?state=revoked`)).html, /No key fits/);
  const one = `${path}/${btoa(`ApiKey:${row.id}`).replace(/=+$/, "")}`;
  const changed = { action: "save", version: String(row.keyVersion), name: "Web shop", expiry: "keep", spendDay: "5" };
  const saved = await post(one, changed);
  assert.deepEqual([saved.status, saved.location], [303, one], saved.html);
  const now = await plane.db.apiKey.findUniqueOrThrow({ where: { id: row.id } });
  assert.deepEqual(now.limits, [{ type: "spend", period: "day", maxNanoUsd: 5_000_000_000 }]);
  const rotated = await post(one, { action: "rotate", version: String(now.keyVersion), graceHours: "24" });
  assert.equal(rotated.status, 200);
  const secret = new RegExp(`ppk_${row.keyId}_[A-Za-z0-9]{32,}`).exec(rotated.html)![0];
  const listed = (await get(one)).html;
  assert.ok(!listed.includes(secret));
  assert.match(listed, /The secret before holds until/);
}

async function viewers({ plane, tenantPath, projectPath, get, post }: ConsoleOverPlane): Promise<void> {
  await plane.db.membership.updateMany({ data: { role: "VIEWER" } });
  for (const page of ["publish", "policies", "prices", "projects"]) {
    const { status, html } = await get(`${tenantPath}/${page}`);
    assert.equal(status, 200, page);
    assert.doesNotMatch(html, /New (policy|price|project)|Publish revision|Roll back|>Archive</, page);
  }
  const { id } = await plane.db.apiKey.findFirstOrThrow();
  const key = await get(`${projectPath}/keys/${btoa(`ApiKey:${id}`).replace(/=+$/, "")}`);
  assert.match(key.html, /<fieldset[^>]* disabled/);
  const refused = await post(`${tenantPath}/projects`, { action: "create", name: "Mine" });
  assert.equal(refused.status, 422);
}
