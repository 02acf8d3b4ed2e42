import assert from "node:assert/strict";
import { RESPONSE_HEADERS } from "../shared/contracts/headers.ts";
import { eventually } from "../testing/eventually.ts";
import { startRedis, withDatabase } from "../testing/services.ts";
import { test } from "../testing/test.ts";
import { deployment } from "./deployment.ts";
import { allLogs, type Answer, firstProject, graphql } from "./graphql.ts";
import { freePorts, SEEDED } from "./stack.ts";

const GATEWAYS = 4;
const CLIENTS = 40;
const PUBLISHES = 3;
const ROUTE = "under-load";

test("publishing under load reaches four gateways, fails no request, and no answer mixes revisions", async () => {
  await using fleet = await startGateways();
  const project = await firstProject(fleet);
  const { createRoute } = await mutate(fleet, "createRoute", "route { id }", {
    projectId: project.id,
    name: ROUTE,
    tree: treeOf(1),
  });
  const modelOf = new Map<number, string>();
  const publish = async (model: number) => {
    if (model > 1) {
      await mutate(fleet, "updateRoute", "route { id }", { id: createRoute.route.id, tree: treeOf(model) });
    }
    const { publishConfig } = await mutate(fleet, "publishConfig", "revision { number }", {
      tenantId: project.tenantId,
    });
    const { number } = publishConfig.revision;
    modelOf.set(number, `model-${model}`);
    return await untilConverged(fleet, project.tenantId, number);
  };
  await publish(1);
  const load = new Load(fleet);
  const lastAcknowledged: number[] = [];
  for (let model = 2; model <= PUBLISHES + 1; model++) {
    await load.untilAnswered(100);
    lastAcknowledged.push(await publish(model));
  }
  await load.untilAnswered(100);
  const answers = await load.stop();
  console.log(`publish → last of ${GATEWAYS} acknowledgements under load: ${lastAcknowledged.join(", ")} s`);
  for (const { revision, models } of answers) {
    assert.deepEqual(
      [...models],
      [modelOf.get(Number(revision.split("-")[0]))],
      "an answer of another revision's model",
    );
  }
  assert.equal(
    new Set(answers.map(({ revision }) => revision)).size,
    PUBLISHES + 1,
    "every revision answered requests",
  );
  await recordsAgree(fleet, project.id, answers);
});

type Gateways = Awaited<ReturnType<typeof startGateways>>;

/** Every record names the revision that its answer named, and the target that this revision has. */
async function recordsAgree(fleet: Gateways, projectId: string, answers: readonly Answered[]): Promise<void> {
  const fields = "requestId revisionNumber revisionHash attempts { model } outcome";
  const known = new Map<string, Answer>();
  await eventually(async () => {
    for (const log of await allLogs(fleet, projectId, fields)) known.set(log.requestId, log);
    return answers.every(({ id }) => known.has(id));
  }, { timeoutMs: 30_000 });
  for (const { id, revision, models } of answers) {
    const log = known.get(id);
    assert.equal(`${log.revisionNumber}-${log.revisionHash.slice(0, 8)}`, revision);
    assert.deepEqual([log.outcome, log.attempts.map(({ model }: Answer) => model)], ["COMPLETED", [...models]]);
  }
}

/** What one whole answer said of itself. */
interface Answered {
  id: string;
  revision: string;
  /** Every model that the answer, or any of its chunks, named. */
  models: Set<string>;
}

/** Clients that ask one after another, each of the gateways in turn, every other time for a stream. */
class Load {
  readonly #fleet: Gateways;
  readonly #answers: Answered[] = [];
  readonly #running: Promise<unknown>;
  #stopped = false;

  constructor(fleet: Gateways) {
    this.#fleet = fleet;
    this.#running = Promise.all(Array.from({ length: CLIENTS }, (_, client) => this.#run(client)));
  }

  /** Waits for so many further answers. Throws what a client met with. */
  async untilAnswered(count: number): Promise<void> {
    const wanted = this.#answers.length + count;
    await Promise.race([this.#running, eventually(() => this.#answers.length >= wanted, { timeoutMs: 30_000 })]);
  }

  async stop(): Promise<Answered[]> {
    this.#stopped = true;
    await this.#running;
    return this.#answers;
  }

  async #run(client: number): Promise<void> {
    const { gatewayUrls } = this.#fleet;
    try {
      for (let turn = client; !this.#stopped; turn++) {
        this.#answers.push(await ask(gatewayUrls[turn % GATEWAYS]!, (turn + client) % 2 === 0));
      }
    } finally {
      // One that failed ends the others, and so the test.
      this.#stopped = true;
    }
  }
}

async function ask(url: string, stream: boolean): Promise<Answered> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${SEEDED.apiKey}`,
      // A stream lasts longer than a publish takes.
      "x-perpetuo-mock": stream ? "ttft=20,chunks=20,interval=25" : "ttft=60",
    },
    body: JSON.stringify({ model: ROUTE, stream, messages: [{ role: "user", content: "Hello" }] }),
  });
  const text = await response.text();
  assert.equal(response.status, 200, text);
  const events = stream ? text.split("\n\n").filter((event) => event.startsWith("data: {")) : [`data: ${text}`];
  if (stream) assert.ok(text.trimEnd().endsWith("data: [DONE]"), text.slice(-200));
  return {
    id: response.headers.get(RESPONSE_HEADERS.requestId)!,
    revision: response.headers.get(RESPONSE_HEADERS.revision)!,
    models: new Set(events.map((event) => JSON.parse(event.slice("data: ".length)).model)),
  };
}

/** Resolves to the seconds until the last gateway's word, once all have come to a revision. */
async function untilConverged(fleet: Gateways, tenantId: string, number: number): Promise<number> {
  let gateways: Answer[] = [];
  await eventually(async () => {
    const data = await graphql(fleet, FLEET, { tenantId });
    gateways = data.fleet.gateways;
    const all = gateways.length === GATEWAYS && gateways.every(({ state }) => state === "APPLIED" || state === "IDLE");
    return all && data.fleet.currentRevision.number === number && data.fleet.converged;
  }, { timeoutMs: 30_000 });
  return Math.max(0, ...gateways.map(({ acknowledgedAfterSeconds }) => acknowledgedAfterSeconds ?? 0));
}

const FLEET = `query ($tenantId: ID!) {
  fleet(tenantId: $tenantId) {
    converged currentRevision { number }
    gateways { instance state acknowledgedAfterSeconds revision { number } }
  }
}`;

function treeOf(model: number): unknown {
  return { type: "target", provider: "mock", model: `model-${model}` };
}

async function mutate(fleet: Gateways, name: string, selection: string, input: object): Promise<Answer> {
  const type = name.charAt(0).toUpperCase() + name.slice(1);
  const document = `mutation ($input: ${type}Input!) {
    ${name}(input: $input) { __typename ... on ${type}Payload { ${selection} } ... on Error { message } }
  }`;
  const data = await graphql(fleet, document, { input });
  assert.equal(data[name].__typename, `${type}Payload`, data[name].message);
  return data;
}

/** Four gateways and a control plane, each a process of its own, on a real Redis and a real Postgres. */
async function startGateways() {
  await using undo = new AsyncDisposableStack();
  const database = undo.use(await withDatabase());
  const redis = undo.use(await startRedis({ private: true }));
  const shared = {
    REDIS_URL: redis.url,
    PERPETUO_MASTER_KEYS: `k1:${btoa("0123456789abcdef0123456789abcdef")}`,
    AUTH_SECRET: "an auth secret that is only for tests 0123",
    INTERNAL_SECRET: "an internal secret only for tests 01234567",
  };
  const { controlPlane: port } = freePorts();
  const controlPlane = deployment("control-plane", `http://127.0.0.1:${port}/readyz`, {
    ...shared,
    DATABASE_URL: database.url,
    CONTROL_PLANE_PORT: String(port),
    PERPETUO_ADMIN_EMAIL: SEEDED.email,
    PERPETUO_ADMIN_PASSWORD: SEEDED.password,
    PERPETUO_ADMIN_TOKEN: SEEDED.adminToken,
    PERPETUO_API_KEY: SEEDED.apiKey,
  });
  undo.defer(async () => void await controlPlane.stop());
  await controlPlane.start();
  const ports = Array.from({ length: GATEWAYS }, () => freePorts().gateway);
  await Promise.all(ports.map(async (gatewayPort) => {
    const directory = await Deno.makeTempDir();
    undo.defer(() => Deno.remove(directory, { recursive: true }));
    const environment = { ...shared, GATEWAY_PORT: String(gatewayPort), PERPETUO_DATA_DIR: directory };
    const gateway = deployment("gateway", `http://127.0.0.1:${gatewayPort}/readyz`, environment);
    undo.defer(async () => void await gateway.stop());
    await gateway.start();
  }));
  const owned = undo.move();
  return {
    graphqlUrl: `http://127.0.0.1:${port}/graphql`,
    adminToken: SEEDED.adminToken,
    gatewayUrls: ports.map((gatewayPort) => `http://127.0.0.1:${gatewayPort}`),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
