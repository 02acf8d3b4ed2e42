import type { ProviderKind } from "../../prisma/generated/client/enums.ts";
import { z } from "zod";
import { providerApiKey } from "../../shared/contracts/provider_input.ts";
import { parseSecretToken, type SecretToken } from "../../shared/identifiers/secret_token.ts";
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from "../authentication/passwords.ts";

/** What the environment gives for the first start, as it stands there. */
export type SeedValues = Readonly<Record<SeedVariable, string | undefined>>;

/** The seed's values, checked; null is made up. */
export interface Seed {
  email: string | null;
  password: string | null;
  adminToken: SecretToken | null;
  apiKey: SecretToken | null;
  providers: { name: string; kind: ProviderKind; apiKey: string }[];
  /** What was left out, and why. */
  notices: string[];
}

/** The variables whose presence makes a provider. */
const PROVIDER_VARIABLES = {
  OPENAI_API_KEY: { name: "openai", kind: "OPENAI" },
  ANTHROPIC_API_KEY: { name: "anthropic", kind: "ANTHROPIC" },
} as const satisfies Record<string, { name: string; kind: ProviderKind }>;

/** Known, but of kinds that are not built yet. */
const LATER_VARIABLES = {
  GEMINI_API_KEY: "Gemini",
  AZURE_OPENAI_API_KEY: "Azure OpenAI",
  AWS_BEARER_TOKEN_BEDROCK: "Amazon Bedrock",
} as const;

const SEED_VARIABLES = [
  "PERPETUO_ADMIN_EMAIL",
  "PERPETUO_ADMIN_PASSWORD",
  "PERPETUO_ADMIN_TOKEN",
  "PERPETUO_API_KEY",
  ...Object.keys(PROVIDER_VARIABLES) as (keyof typeof PROVIDER_VARIABLES)[],
  ...Object.keys(LATER_VARIABLES) as (keyof typeof LATER_VARIABLES)[],
] as const;

type SeedVariable = (typeof SEED_VARIABLES)[number];

/** Picks the seed's variables out of an environment. */
export function seedValues(environment: Readonly<Record<string, string | undefined>>): SeedValues {
  return Object.fromEntries(SEED_VARIABLES.map((name) => [name, environment[name]?.trim() || undefined])) as SeedValues;
}

/** Checks the seed's values; problems are sentences that name the variable and never quote it. */
export function readSeed(values: SeedValues): { ok: true; seed: Seed } | { ok: false; problems: string[] } {
  const problems: string[] = [];
  const email = values.PERPETUO_ADMIN_EMAIL?.toLowerCase() ?? null;
  if (email !== null && (email.length > 254 || !z.email().safeParse(email).success)) {
    problems.push("PERPETUO_ADMIN_EMAIL must be an e-mail address.");
  }
  const password = values.PERPETUO_ADMIN_PASSWORD ?? null;
  if (password !== null && (password.length < PASSWORD_LENGTH_MIN || password.length > PASSWORD_LENGTH_MAX)) {
    problems.push(`PERPETUO_ADMIN_PASSWORD must have ${PASSWORD_LENGTH_MIN} to ${PASSWORD_LENGTH_MAX} characters.`);
  }
  const seed: Seed = {
    email,
    password,
    adminToken: readToken(values, "PERPETUO_ADMIN_TOKEN", "ppt", problems),
    apiKey: readToken(values, "PERPETUO_API_KEY", "ppk", problems),
    providers: readProviders(values, problems),
    notices: skipped(values),
  };
  return problems.length === 0 ? { ok: true, seed } : { ok: false, problems };
}

function readToken(
  values: SeedValues,
  name: "PERPETUO_ADMIN_TOKEN" | "PERPETUO_API_KEY",
  prefix: SecretToken["prefix"],
  problems: string[],
): SecretToken | null {
  const text = values[name];
  if (text === undefined) return null;
  const token = parseSecretToken(text);
  if (token?.prefix === prefix) return token;
  problems.push(`${name} must look like ${prefix}_<12 of a–z and 0–9>_<32 to 256 of A–Z, a–z and 0–9>.`);
  return null;
}

function readProviders(values: SeedValues, problems: string[]): Seed["providers"] {
  const found: Seed["providers"] = [];
  for (const [variable, provider] of Object.entries(PROVIDER_VARIABLES)) {
    const text = values[variable as SeedVariable];
    if (text === undefined) continue;
    const apiKey = providerApiKey.safeParse(text);
    if (apiKey.success) found.push({ ...provider, apiKey: apiKey.data });
    else problems.push(`${variable} must be one word of letters, digits and punctuation.`);
  }
  return found;
}

function skipped(values: SeedValues): string[] {
  return Object.entries(LATER_VARIABLES)
    .filter(([variable]) => values[variable as SeedVariable] !== undefined)
    .map(([variable, kind]) => `${variable} is set, but ${kind} is not available yet: no provider was made for it.`);
}
