import { decodeGlobalId, encodeGlobalId } from "../graphql/global_id.ts";
import { storeBodies } from "../bodies/store_bodies.ts";
import { sealedBody } from "../bodies/testing/sealed_body.ts";
import { insertRecords } from "../recorder/insert_records.ts";
import { LogPartitions } from "../recorder/log_partitions.ts";
import { sampleRecord } from "../recorder/testing/sample_record.ts";
import type { Api } from "./api.ts";
import { type FreshPeople, freshPeople } from "./people_world.ts";
import { startTestControlPlane, type TestControlPlane } from "./test_control_plane.ts";

/** A tenant with one of everything, as its owner made it; ids are global ones. */
export interface OperationWorld {
  plane: TestControlPlane;
  owner: Api;
  userId: string;
  tenantId: string;
  tenantUuid: string;
  slug: string;
  membershipId: string;
  projectId: string;
  providerId: string;
  routeId: string;
  policyId: string;
  apiKeyId: string;
  tokenId: string;
  revisionId: string;
  requestLogId: string;
  budgetWarningId: string;
  auditEventId: string;
  /** A record whose prompt was captured whole; requests that gateways are asked for are on record as it from then on. */
  capturedLogId(): Promise<string>;
  /** Something of its own for an operation that uses it up. */
  fresh: FreshPeople & {
    projectId(): Promise<string>;
    providerId(): Promise<string>;
    /** Of a kind that takes keys, with one. */
    keyedProviderId(): Promise<string>;
    providerKeyId(): Promise<string>;
    routeId(): Promise<string>;
    policyId(): Promise<string>;
    apiKeyId(): Promise<string>;
    priceId(): Promise<string>;
    /** Shared with the tenant. */
    savedViewId(): Promise<string>;
    webhookEndpointId(): Promise<string>;
    webhookDeliveryId(): Promise<string>;
  };
  /** A name that nothing has yet. */
  name(): string;
  /** Takes out of use what a tenant may have few of. */
  tidy(): Promise<void>;
}

/** Starts a control plane and makes its world: `await using started = await startOperationWorld()`. */
export async function startOperationWorld(): Promise<
  { plane: TestControlPlane; world: OperationWorld } & AsyncDisposable
> {
  const plane = await startTestControlPlane();
  return { plane, world: await makeOperationWorld(plane), [Symbol.asyncDispose]: () => plane[Symbol.asyncDispose]() };
}

/** A route to the mock provider that every seeded tenant has. */
export const MOCK_TREE = { type: "target", provider: "mock", model: "demo" };

/** A policy on all of a tenant's requests, without its name. */
export const TENANT_POLICY = {
  scope: { type: "TENANT" },
  limits: [{ type: "REQUESTS_PER_MINUTE", max: 600 }],
  action: "BLOCK",
  onLimiterLoss: "OPEN",
};

/** Makes the world in a control plane that was just seeded. */
export async function makeOperationWorld(plane: TestControlPlane): Promise<OperationWorld> {
  const { owner } = plane;
  let count = 0;
  const name = () => `thing-${++count}`;
  const { viewer } = await owner.data(WORLD);
  const tenant = viewer.tenants.edges[0].node;
  const project = tenant.projects.edges[0].node;
  const keyedProvider = async () => {
    const input = { tenantId: tenant.id, name: name(), kind: "OPENAI", apiKey: "sk-provider-key-0001" };
    return (await owner.mutate("createProvider", input, "provider { id keys { id } }")).provider;
  };
  const fresh = {
    projectId: async () =>
      (await owner.mutate("createProject", { tenantId: tenant.id, name: name() }, "project { id }")).project.id,
    providerId: async () =>
      (await owner.mutate("createProvider", { tenantId: tenant.id, name: name(), kind: "MOCK" }, "provider { id }"))
        .provider.id,
    keyedProviderId: async () => (await keyedProvider()).id,
    providerKeyId: async () => (await keyedProvider()).keys[0].id,
    routeId: async () =>
      (await owner.mutate("createRoute", { projectId: project.id, name: name(), tree: MOCK_TREE }, "route { id }"))
        .route.id,
    policyId: async () =>
      (await owner.mutate("createPolicy", { tenantId: tenant.id, name: name(), ...TENANT_POLICY }, "policy { id }"))
        .policy.id,
    savedViewId: async () => {
      const input = { tenantId: tenant.id, name: name(), shared: true, view: {} };
      return (await owner.mutate("createSavedView", input, "savedView { id }")).savedView.id;
    },
    apiKeyId: async () =>
      (await owner.mutate("createApiKey", { projectId: project.id, name: name() }, "apiKey { id }")).apiKey.id,
    priceId: async () => {
      const input = { tenantId: tenant.id, model: name(), inputPerMillionUsd: "0.0375" };
      return (await owner.mutate("createPrice", input, "price { id }")).price.id;
    },
  };
  // At an address where nobody answers.
  const webhookEndpointId = async () => {
    const input = { tenantId: tenant.id, url: "http://127.0.0.1:1/", events: ["BUDGET_THRESHOLD_REACHED"] };
    return (await owner.mutate("createWebhookEndpoint", input, "webhookEndpoint { id }")).webhookEndpoint.id;
  };
  const webhookDeliveryId = async () => {
    const id = decodeGlobalId("WebhookEndpoint", await webhookEndpointId(), "id");
    return encodeGlobalId("WebhookDelivery", await storeDelivery(plane, id));
  };
  return {
    plane,
    owner,
    capturedLogId: () => storeCapturedRecord(plane),
    fresh: {
      ...fresh,
      ...freshPeople({ plane, owner, tenantId: tenant.id, name }),
      webhookEndpointId,
      webhookDeliveryId,
    },
    name,
    tidy: () => tidy(plane),
    userId: viewer.id,
    tenantId: tenant.id,
    tenantUuid: plane.controlPlane.seeded!.tenantId,
    slug: tenant.slug,
    membershipId: tenant.members.edges[0].node.id,
    projectId: project.id,
    providerId: await fresh.providerId(),
    routeId: project.routes.edges[0].node.id,
    policyId: await fresh.policyId(),
    apiKeyId: project.apiKeys.edges[0].node.id,
    tokenId: viewer.personalAccessTokens.edges[0].node.id,
    requestLogId: encodeGlobalId("RequestLog", await storeRecord(plane)),
    budgetWarningId: encodeGlobalId("BudgetWarning", await storeWarning(plane)),
    auditEventId: encodeGlobalId("AuditEvent", await firstEvent(plane)),
    revisionId: encodeGlobalId("Revision", (await plane.db.revision.findFirstOrThrow()).id),
  };
}

/** Stores the record of one request of the seeded key, and gives its id. */
async function storeRecord({ db }: TestControlPlane): Promise<string> {
  const { id, tenantId, projectId } = await db.apiKey.findFirstOrThrow({ orderBy: { id: "asc" } });
  const record = sampleRecord(1, { tenantId, projectId, apiKeyId: id });
  await new LogPartitions(db).ensure([record.ts]);
  await db.$transaction((transaction) => insertRecords(transaction, [record]));
  return record.id;
}

async function storeCapturedRecord({ db, gatewayCalls }: TestControlPlane): Promise<string> {
  const { id, tenantId, projectId } = await db.apiKey.findFirstOrThrow({ orderBy: { id: "asc" } });
  const record = sampleRecord(2, { tenantId, projectId, apiKeyId: id, bodies: "captured" });
  await new LogPartitions(db).ensure([record.ts]);
  await db.$transaction((transaction) => insertRecords(transaction, [record]));
  const request = { text: '{"model":"x"}', bytes: 13, truncated: false, mediaCharacters: 0, redactions: [] };
  await storeBodies(db, [await sealedBody(record, { texts: { request, answer: null } })]);
  gatewayCalls.requestId = record.id;
  return encodeGlobalId("RequestLog", record.id);
}

/** Of webhook endpoints a tenant may have a few only. */
async function tidy({ db, controlPlane }: TestControlPlane): Promise<void> {
  const where = { tenantId: controlPlane.seeded!.tenantId, archivedAt: null };
  await db.webhookEndpoint.updateMany({ where, data: { archivedAt: new Date(0), active: false } });
}

/** The first event of the seeded tenant's audit trail. */
async function firstEvent({ db, controlPlane }: TestControlPlane): Promise<string> {
  const { tenantId } = controlPlane.seeded!;
  return (await db.auditEvent.findFirstOrThrow({ where: { tenantId }, orderBy: { id: "asc" } })).id;
}

/** Stores the delivery of an event to an endpoint, which waits, and gives its id. */
async function storeDelivery({ db }: TestControlPlane, endpointId: string): Promise<string> {
  const { tenantId } = await db.webhookEndpoint.findUniqueOrThrow({ where: { id: endpointId } });
  const event = await db.webhookEvent.create({ data: { tenantId, type: "webhook.test", payload: "{}" } });
  const delivery = await db.webhookDelivery.create({
    data: { tenantId, endpointId, eventId: event.id, state: "FAILED" },
  });
  return delivery.id;
}

/** Stores a warning of a budget of the seeded tenant, and gives its id. */
async function storeWarning({ db, controlPlane }: TestControlPlane): Promise<string> {
  const amounts = { sharePercent: 50, limitNanoUsd: 2_000_000_000n, spentNanoUsd: 1_000_000_000n };
  const period = { period: "day", periodStart: new Date(0), periodEnd: new Date(86_400_000) };
  const warned = { counterKey: "a-counter", name: "a policy", scope: "tenant" };
  const { tenantId } = controlPlane.seeded!;
  const warning = await db.budgetWarning.create({ data: { tenantId, ...warned, ...amounts, ...period } });
  return warning.id;
}

const WORLD = `{
  viewer {
    id
    personalAccessTokens { edges { node { id } } }
    tenants {
      edges {
        node {
          id slug
          members { edges { node { id } } }
          projects {
            edges { node { id routes { edges { node { id } } } apiKeys { edges { node { id } } } } }
          }
        }
      }
    }
  }
}`;
