import { z } from "zod";

/** The longest time that a directive may name, milliseconds: ten minutes. */
const TIME_MAX_MS = 600_000;
const CHUNKS_MAX = 100_000;
const TOOLS_MAX = 1_000;

const wholeNumber = (max: number) =>
  z.string().regex(/^\d{1,9}$/, "a whole number").transform(Number).pipe(z.int().max(max));
const milliseconds = wholeNumber(TIME_MAX_MS);
const chunkCount = wholeNumber(CHUNKS_MAX);
const tokens = wholeNumber(100_000_000);
const flag = z.literal(["", "true"]).transform(() => true);

/** What the mock provider can be told to do; `docs/mock-provider.md` explains each. */
const directives = z.strictObject({
  latency: milliseconds.default(0),
  ttft: milliseconds.optional(),
  chunks: chunkCount.pipe(z.int().min(1)).optional(),
  interval: milliseconds.default(0),
  status: z.string().regex(/^[45]\d\d$/, "a status from 400 to 599").transform(Number).optional(),
  retry_after: wholeNumber(86_400).optional(),
  fail_after: chunkCount.optional(),
  stall_after: chunkCount.optional(),
  error_after: chunkCount.optional(),
  cut_after: chunkCount.optional(),
  flaky: z.string().regex(/^(0(\.\d+)?|1(\.0+)?)$/, "a share from 0 to 1").transform(Number).default(0),
  input_tokens: tokens.optional(),
  output_tokens: tokens.optional(),
  cached_tokens: tokens.optional(),
  tool: z.string().regex(/^[A-Za-z0-9_-]{0,64}$/, "the name of a tool").optional(),
  /** Infinity: all of them. */
  tools: z.union(
    [z.literal("").transform(() => Infinity), wholeNumber(TOOLS_MAX).pipe(z.int().min(1))],
    `a number of tools, 1 to ${TOOLS_MAX}`,
  ).optional(),
  reasoning: chunkCount.optional(),
  echo: flag.default(false),
});
export type MockScript = z.infer<typeof directives>;

export type ParsedMockScript =
  | { state: "parsed"; model: string; script: MockScript }
  /** `detail` is a sentence for whoever wrote the directive. */
  | { state: "invalid"; detail: string };

/** Models that stand for directives; every other name answers as `demo` does. */
export const MOCK_MODELS: Readonly<Record<string, string>> = {
  "demo": "",
  "echo": "echo",
  "typical": "ttft=300,chunks=40,interval=20",
  "slow": "latency=1500,ttft=3000,chunks=20,interval=250",
  "tools": "tool",
  "flaky": "flaky=0.5",
  "error-500": "status=500",
  "rate-limited": "status=429,retry_after=2",
  "stall": "chunks=10,stall_after=3",
  "cut": "chunks=10,cut_after=3",
  "reset": "chunks=10,fail_after=3",
  "error-in-stream": "chunks=10,error_after=3",
};

/**
 * Reads what the mock is to do: the model's well-known name, then the directives behind its `?`, then those of the
 * header, each winning over the one before. Directives are `key=value` or a bare `key`, separated by commas or `&`.
 */
export function parseMockScript(model: string, header: string | null): ParsedMockScript {
  const question = model.indexOf("?");
  const name = question < 0 ? model : model.slice(0, question);
  const given = [MOCK_MODELS[name] ?? "", question < 0 ? "" : model.slice(question + 1), header ?? ""];
  const result = directives.safeParse(Object.assign({}, ...given.map(readPairs)));
  if (result.success) return { state: "parsed", model: name, script: result.data };
  const issue = result.error.issues[0]!;
  const said = issue.code === "unrecognized_keys"
    ? `there is no directive '${issue.keys[0]}'; there are ${Object.keys(directives.shape).join(", ")}`
    : `'${issue.path.join(".")}' must be ${explain(issue.message)}`;
  return { state: "invalid", detail: `The mock provider does not understand its directives: ${said}.` };
}

function readPairs(text: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const part of text.split(/[,&]/)) {
    const [key = "", ...value] = part.split("=");
    if (part.trim() !== "") pairs[key.trim()] = value.join("=").trim();
  }
  return pairs;
}

function explain(message: string): string {
  return message.startsWith("a ") || message.startsWith("the ") ? message : `right (${message})`;
}
