import { repositoryPath } from "../../tools/repository.ts";
import { addProvider, publish } from "../chaos/draft.ts";
import { enforce } from "../chaos/policy.ts";
import { type ChaosWorld, startChaosWorld } from "../chaos/world.ts";

/** A fleet of two gateways under a supervisor each, and a provider that can be told to fail. */
export interface SoakWorld extends AsyncDisposable {
  readonly chaos: ChaosWorld;
  /** Makes a share of the provider's answers fail (0 to 1), and all of them slow. */
  setProvider(mode: { errors?: number; delayMs?: number }): Promise<void>;
  /** Makes a change and publishes it. */
  publish(): Promise<void>;
}

export const SOAK_MODEL = "soak/gpt-4o-mini";

/** Limits that nothing runs into, so that every request reserves and none is denied by them. */
const LIMITS = [
  { type: "SPEND", period: "DAY", maxNanoUsd: "1000000000000000" },
  { type: "REQUESTS_PER_MINUTE", max: 10_000_000 },
  { type: "TOKENS_PER_MINUTE", max: 1_000_000_000 },
  { type: "CONCURRENT_REQUESTS", max: 10_000 },
];

export async function startSoakWorld(): Promise<SoakWorld> {
  await using undo = new AsyncDisposableStack();
  const provider = await startProvider();
  undo.defer(() => provider.stop());
  const gatewayEnvironment = { GATEWAY_WORKERS: "1", METRICS: "open", LOG_LEVEL: "warn" };
  const chaos = undo.use(
    await startChaosWorld({ gateways: 2, controlPlanes: 1, redisKeeps: true, gatewayEnvironment }),
  );
  await addProvider(chaos, { name: "soak", kind: "OPENAI", apiKey: "sk-soak", baseUrl: `${provider.url}/v1` });
  await enforce(chaos, { limits: LIMITS, onLimiterLoss: "OPEN" });
  const owned = undo.move();
  return {
    chaos,
    async setProvider({ errors = 0, delayMs = 0 }) {
      const response = await fetch(`${provider.url}/mode?errors=${errors}&delayMs=${delayMs}`, { method: "POST" });
      await response.body?.cancel();
    },
    async publish() {
      await addProvider(chaos, { name: `soak-${crypto.randomUUID().slice(0, 8)}`, kind: "MOCK" });
      await publish(chaos);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function startProvider(): Promise<{ url: string; stop(): Promise<void> }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--allow-net", repositoryPath("e2e/soak/provider_process.ts")],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!/listening (\d+)\n/.test(text)) {
    const { value, done } = await reader.read();
    if (done) throw new Error("the provider did not start");
    text += value;
  }
  await reader.cancel();
  const url = `http://127.0.0.1:${/listening (\d+)/.exec(text)![1]}`;
  return {
    url,
    async stop() {
      child.kill("SIGKILL");
      await child.status;
    },
  };
}
