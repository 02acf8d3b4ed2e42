import { z } from "zod";
import { providerApiKey, providerBaseUrl } from "../../shared/contracts/provider_input.ts";
import { parseSecretToken, type SecretToken } from "../../shared/identifiers/secret_token.ts";
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from "../authentication/passwords.ts";
import {
  LATER_VARIABLES,
  PROVIDER_VARIABLE_NAMES,
  PROVIDER_VARIABLES,
  type SeededProvider,
} from "./provider_variables.ts";

/** What the environment gives for the first start, as it stands there. */
export type SeedValues = Readonly<Record<string, string | undefined>>;

/** The seed's values, checked; null is made up. */
export interface Seed {
  email: string | null;
  password: string | null;
  adminToken: SecretToken | null;
  apiKey: SecretToken | null;
  providers: (Pick<SeededProvider, "name" | "kind" | "preset"> & { apiKey: string; baseUrl: string | null })[];
  /** What was left out, and why. */
  notices: string[];
}

const SEED_VARIABLES = [
  "PERPETUO_ADMIN_EMAIL",
  "PERPETUO_ADMIN_PASSWORD",
  "PERPETUO_ADMIN_TOKEN",
  "PERPETUO_API_KEY",
  ...PROVIDER_VARIABLE_NAMES,
];

/** Picks the seed's variables out of an environment. */
export function seedValues(environment: Readonly<Record<string, string | undefined>>): SeedValues {
  return Object.fromEntries(SEED_VARIABLES.map((name) => [name, environment[name]?.trim() || undefined]));
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
  for (const [variable, { baseUrlVariable, ...provider }] of PROVIDER_VARIABLES) {
    const text = values[variable];
    const place = baseUrlVariable === undefined ? undefined : values[baseUrlVariable];
    if (text === undefined || (baseUrlVariable !== undefined && place === undefined)) continue;
    const apiKey = providerApiKey.safeParse(text);
    const baseUrl = providerBaseUrl.nullable().safeParse(place ?? null);
    if (!apiKey.success) problems.push(`${variable} must be one word of letters, digits and punctuation.`);
    if (!baseUrl.success) problems.push(`${baseUrlVariable} must be a URL like https://example.com.`);
    if (apiKey.success && baseUrl.success) found.push({ ...provider, apiKey: apiKey.data, baseUrl: baseUrl.data });
  }
  return found;
}

function skipped(values: SeedValues): string[] {
  const later = [...LATER_VARIABLES]
    .filter(([variable]) => values[variable] !== undefined)
    .map(([variable, kind]) => `${variable} is set, but ${kind} is not available yet: no provider was made for it.`);
  const placeless = [...PROVIDER_VARIABLES]
    .filter(([variable, { baseUrlVariable: place }]) =>
      place !== undefined && values[variable] !== undefined && values[place] === undefined
    )
    .map(([variable, { baseUrlVariable }]) =>
      `${variable} is set, but ${baseUrlVariable} is not: no provider was made for it.`
    );
  return [...later, ...placeless];
}
