/** What somebody needs to know once everything runs. */
export interface BannerFacts {
  consoleUrl: string;
  gatewayUrl: string;
  graphqlUrl: string;
  dataDirectory: string;
  database: string;
  transport: string;
  /** What the first start made, shown this once; null on every later start. */
  seeded: {
    email: string;
    /** Null when it was given in the environment. */
    password: string | null;
    /** Null when it was given in the environment: the placeholder is printed instead. */
    apiKey: string | null;
    /** The route that the `curl` line asks for. */
    model: string;
    notices: string[];
  } | null;
  email: string | null;
  startedInMs: number;
}

/** The text that start-up ends with. */
export function banner(facts: BannerFacts): string {
  const lines = [
    "",
    `  Perpetuo is up (${(facts.startedInMs / 1000).toFixed(1)} s)`,
    "",
    `  Console        ${facts.consoleUrl}`,
    ...signIn(facts),
    `  Gateway        ${facts.gatewayUrl}/v1`,
    `  GraphQL        ${facts.graphqlUrl}`,
    ...apiKey(facts),
    `  Data           ${facts.dataDirectory} (${facts.database}, ${facts.transport})`,
    "",
    ...(facts.seeded?.notices ?? []).map((notice) => `  Note: ${notice}`),
    ...(facts.seeded?.notices.length ? [""] : []),
    "  Try it:",
    "",
    `    curl ${facts.gatewayUrl}/v1/chat/completions \\`,
    `      -H 'authorization: Bearer ${facts.seeded?.apiKey ?? "$PERPETUO_API_KEY"}' \\`,
    "      -H 'content-type: application/json' \\",
    `      -d '{"model": "${facts.seeded?.model ?? "default"}", "messages": [{"role": "user", "content": "Hello!"}]}'`,
    "",
    "  Ctrl-C drains and stops everything.",
    "",
  ];
  return lines.join("\n");
}

function signIn(facts: BannerFacts): string[] {
  if (facts.seeded) {
    return [
      `  Sign in        ${facts.seeded.email} / ${facts.seeded.password ?? "the password in PERPETUO_ADMIN_PASSWORD"}`,
    ];
  }
  return facts.email ? [`  Sign in        ${facts.email} (the password was shown at the first start)`] : [];
}

function apiKey(facts: BannerFacts): string[] {
  if (!facts.seeded) return ["  API key        shown at the first start; create another in the console"];
  return [`  API key        ${facts.seeded.apiKey ?? "the one in PERPETUO_API_KEY"}`];
}
