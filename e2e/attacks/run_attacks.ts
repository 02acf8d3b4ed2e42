import { firstProject } from "../graphql.ts";
import { SEEDED, type Stack, startStack } from "../stack.ts";
import type { Attack, Surface } from "./attack.ts";
import { controlAttacks } from "./control_attacks.ts";
import { gatewayAttacks } from "./gateway_attacks.ts";

/** What came of an attack; `objection` is null where it is what must come. */
export interface AttackRow {
  surface: Surface;
  name: string;
  status: number;
  ms: number;
  objection: string | null;
}

export interface AttackReport {
  rows: AttackRow[];
  /** Whatever is wrong beside single answers, a sentence each. */
  objections: string[];
}

const ANSWER_MS_MAX = 5_000;
const GROWTH_BYTES_MAX = 400 * 1_048_576;

/** Attacks a stack of its own, and looks afterwards whether it lives, how it has grown, and what it has told. */
export async function runAttacks(): Promise<AttackReport> {
  const stack = await startStack();
  try {
    const { tenantId } = await firstProject(stack);
    const attacks = [...gatewayAttacks(SEEDED.apiKey), ...controlAttacks(SEEDED.adminToken, tenantId)];
    const before = await residentBytes(stack.pid);
    const told: string[] = [];
    const rows: AttackRow[] = [];
    for (const attack of attacks) rows.push(await attackOnce(stack, attack, told));
    const objections = await aftermath(stack, { before, told: told.join("\n") });
    const code = await stack.stop();
    if (code !== 0) objections.push(`The process ended with ${code}.`);
    return { rows, objections: [...objections, ...leaks("log", stack.output())] };
  } finally {
    await stack.kill();
    await Deno.remove(stack.dataDirectory, { recursive: true });
  }
}

async function attackOnce(stack: Stack, attack: Attack, told: string[]): Promise<AttackRow> {
  const start = performance.now();
  const { status, text } = await send(stack, attack);
  told.push(text);
  const row = { surface: attack.surface, name: attack.name, status, ms: Math.round(performance.now() - start) };
  return { ...row, objection: objectionTo(attack, status, text) };
}

function objectionTo(attack: Attack, status: number, text: string): string | null {
  const right = [attack.status].flat();
  if (!right.includes(status)) return `status ${status} in place of ${right.join(" or ")}: ${text.slice(0, 200)}`;
  if (attack.says !== undefined && !text.includes(attack.says)) return `says no ${attack.says}: ${text.slice(0, 200)}`;
  if (attack.hides !== undefined && text.includes(attack.hides)) return `gives back ${attack.hides}`;
  // Paths of files and lines of sources are for nobody outside.
  if (/\bat (file|async|Object\.)|node_modules|root:x:0/.test(text)) return "tells of the inside";
  return /access-control-allow-origin/i.test(text) ? "allows another site" : null;
}

async function send(stack: Stack, attack: Attack): Promise<{ status: number; text: string }> {
  const base = baseOf(stack, attack.surface);
  try {
    if (attack.raw !== undefined) return await sendRaw(base, attack.raw);
    const response = await fetch(base + attack.path, {
      method: attack.method ?? "GET",
      headers: attack.headers ?? {},
      ...(attack.body === undefined ? {} : { body: attack.body }),
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    const headers = JSON.stringify([...response.headers]);
    return { status: response.status, text: `${headers}\n${await response.text()}` };
  } catch (error) {
    const hung = error instanceof DOMException && error.name === "TimeoutError";
    return { status: hung ? -1 : 0, text: hung ? "hung" : "closed" };
  }
}

/** Reads until the server closes, or has said its first words. */
async function sendRaw(base: string, raw: string): Promise<{ status: number; text: string }> {
  const { hostname, port, host } = new URL(base);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const bytes = new TextEncoder().encode(raw.replaceAll("HOST", host));
  const buffer = new Uint8Array(65_536);
  const answered = connection.read(buffer).catch(() => null);
  const written = (async () => {
    for (let offset = 0; offset < bytes.length;) offset += await connection.write(bytes.subarray(offset));
  })().catch(() => {});
  const silence = Promise.withResolvers<"hung">();
  const timer = setTimeout(() => silence.resolve("hung"), ANSWER_MS_MAX);
  const count = await Promise.race([answered, silence.promise]);
  clearTimeout(timer);
  if (count === "hung") return { status: -1, text: "hung" };
  await written;
  const text = new TextDecoder().decode(buffer.subarray(0, count ?? 0));
  return { status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? 0), text };
}

function baseOf(stack: Stack, surface: Surface): string {
  if (surface === "gateway") return stack.gatewayUrl;
  return surface === "console" ? stack.consoleUrl : new URL(stack.graphqlUrl).origin;
}

async function aftermath(stack: Stack, { before, told }: { before: number; told: string }): Promise<string[]> {
  const objections = leaks("answer", told);
  for (const base of [stack.gatewayUrl, new URL(stack.graphqlUrl).origin, stack.consoleUrl]) {
    const response = await fetch(`${base}/readyz`);
    await response.body?.cancel();
    if (!response.ok) objections.push(`${base} answers ${response.status} afterwards.`);
  }
  const answer = await fetch(`${stack.gatewayUrl}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${SEEDED.apiKey}` },
    body: JSON.stringify({ model: "mock/demo", messages: [{ role: "user", content: "Hello" }] }),
  });
  await answer.body?.cancel();
  if (answer.status !== 200) objections.push(`A good request gets ${answer.status} afterwards.`);
  const grown = await residentBytes(stack.pid) - before;
  if (grown > GROWTH_BYTES_MAX) objections.push(`The process has grown by ${Math.round(grown / 1_048_576)} MiB.`);
  return objections;
}

/** Where a secret stands, or a control character that no line of a log may hold. */
function leaks(place: "answer" | "log", text: string): string[] {
  const { apiKey, adminToken, password } = SEEDED;
  const found = Object.entries({ apiKey, adminToken, password }).filter(([, secret]) => text.includes(secret))
    .map(([name]) => `The ${name} stands in an ${place}.`);
  // deno-lint-ignore no-control-regex
  if (place === "log" && /[\x00-\x08\x0b\x0c\x0e-\x1f]/.test(withoutColours(text))) {
    found.push("The log holds control characters.");
  }
  return found;
}

/** The banner's own. */
function withoutColours(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/\x1b\[[0-9;]*m/g, "");
}

async function residentBytes(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1_024;
}
