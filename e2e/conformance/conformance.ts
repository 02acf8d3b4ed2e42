import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ServedGateway } from "../../gateway/testing/served_gateway.ts";
import type { ProviderFixture } from "../../gateway/testing/tenant_fixture.ts";
import { MockUpstream } from "../../gateway/providers/mock/mock_upstream.ts";
import { SocketUpstream } from "../../gateway/upstream/socket_upstream.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { eventually } from "../../testing/eventually.ts";
import type { CellLine, ClientsPlan } from "./clients/cell.ts";
import { isRefused, judge } from "./judge.ts";
import { ProviderDoubleProcess } from "./provider_double_process.ts";

/** One cell of the matrix: a client, a kind of provider and a case. */
export interface Cell extends CellLine {
  /** Null: it passed. */
  objection: string | null;
  /** The provider has no such thing, and the client was told so. */
  refused: boolean;
}

/** Lets every official client ask a gateway for every case at every kind of provider, and judges what came of it. */
export async function runConformance(): Promise<Cell[]> {
  await using double = await ProviderDoubleProcess.start();
  const credentialId = uuidv7(systemClock.now());
  const credentials = [{ credentialId, weight: 1 }];
  const providers: ProviderFixture[] = [
    { name: "openai", kind: "openai", baseUrl: `${double.url}/v1`, credentials },
    { name: "azure", kind: "azure_openai", baseUrl: double.url, settings: { apiVersion: "2024-10-21" }, credentials },
    { name: "compatible", kind: "openai_compatible", baseUrl: `${double.url}/v1`, credentials },
    { name: "anthropic", kind: "anthropic", baseUrl: `${double.url}/v1`, credentials },
    { name: "gemini", kind: "gemini", baseUrl: `${double.url}/v1beta`, credentials },
    { name: "mock", kind: "mock" },
  ];
  const network = new SocketUpstream({ clock: systemClock });
  const mock = new MockUpstream({ clock: systemClock, random: Math.random });
  await using gateway = new ServedGateway({
    providers,
    secrets: { [credentialId]: "sk-conformance" },
    upstreamFor: (kind) => kind === "mock" ? mock : network,
  });
  const plan: ClientsPlan = {
    gatewayUrl: gateway.url,
    apiKey: gateway.tenant.token.token,
    providers: [
      { name: "openai", model: "openai/gpt-5", embeddingModel: "openai/text-embedding-3-small" },
      { name: "azure", model: "azure/gpt-5", embeddingModel: "azure/text-embedding-3-small" },
      { name: "compatible", model: "compatible/llama-3.3-70b", embeddingModel: "compatible/nomic-embed-text" },
      { name: "anthropic", model: "anthropic/claude-sonnet-4-5", embeddingModel: "anthropic/none" },
      { name: "gemini", model: "gemini/gemini-2.5-flash", embeddingModel: "gemini/gemini-embedding-001" },
      { name: "mock", model: "mock/demo", embeddingModel: "mock/embedding" },
    ],
  };
  try {
    const lines = await runClients(plan);
    await eventually(() => gateway.handler.inFlight === 0);
    const records = Map.groupBy(gateway.log.finished, (record) => record.tags["cell"] ?? "");
    return lines.map((line) => ({
      ...line,
      objection: judge(line, recordsOf(records, line)),
      refused: isRefused(line),
    }));
  } finally {
    await Promise.all([network.close(), mock.close()]);
  }
}

function recordsOf(records: Map<string, RequestRecord[]>, line: CellLine): RequestRecord[] {
  return records.get(`${line.client}|${line.provider}|${line.case}`) ?? [];
}

/** The clients run in a process and with packages of their own, which nothing else has to install. */
async function runClients(plan: ClientsPlan): Promise<CellLine[]> {
  const directory = new URL("./clients/", import.meta.url);
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--frozen", "--config=deno.json", "main.ts", JSON.stringify(plan)],
    cwd: directory,
    stdin: "null",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error("The clients' process failed.");
  const lines = new TextDecoder().decode(stdout).split("\n").filter((line) => line.startsWith("{"));
  return lines.map((line) => JSON.parse(line));
}
