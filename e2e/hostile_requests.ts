/** A request that must be refused, or bounded, and what is said of it. */
export interface HostileRequest {
  name: string;
  /** Default POST of JSON at /graphql. */
  init?: RequestInit;
  /** Default `/graphql`. */
  path?: string;
  body?: unknown;
  status: number;
  code: string;
  message: RegExp;
}

const JSON_TYPE = { "content-type": "application/json" };

/** What `docs/graphql_limits.md` lists. */
export function hostileRequests(): HostileRequest[] {
  return [...documents(), ...variables(), ...shapes()];
}

function refused(name: string, query: string, message: RegExp, status = 200): HostileRequest {
  return { name, body: { query }, status, code: "VALIDATION", message };
}

function documents(): HostileRequest[] {
  const levels = 12;
  const deep = "{ viewer { tenants { edges { node { " + "projects { edges { node { tenant { id ".repeat(levels) +
    "} } } }".repeat(levels) + " } } } } }";
  const pages = "tenants(first: 100) { edges { node { projects(first: 100) { edges { node { routes(first: 100) " +
    "{ edges { node { name } } } } } } } } }";
  const storm = Array.from(
    { length: 30 },
    (_, index) => `a${index}: __schema { types { name fields { name args { name type { name } } type { name } } } }`,
  );
  const bomb = Array.from(
    { length: 100 },
    (_, index) => `fragment F${index} on User { ...F${index + 1} ...F${index + 1} }`,
  );
  const conflicts = Array.from({ length: 150 }, (_, index) => `node(id: "${index}") { id }`);
  return [
    refused("deep", deep, /depth|deep/i),
    refused(
      "wide",
      `{ viewer { ${"...F ".repeat(400)} } } fragment F on User { id email name }`,
      /selects 1201 fields; 1000 are allowed/,
    ),
    refused("of one field a thousand times", `{ viewer { ${"id ".repeat(1_000)} } }`, /[Vv]alidation aborted|fields/),
    refused("aliased", `{ ${aliases(31)} }`, /Aliases limit of 30 exceeded, found 31/),
    refused("costly", `{ viewer { ${pages} } }`, /costs \d+; 100000 are allowed/),
    refused("overloaded with directives", `{ viewer { id ${"@x".repeat(51)} } }`, /51 directives; 50 are allowed/),
    refused("of 10,000 tokens", `{ viewer { ${"id ".repeat(10_000)} } }`, /Token limit of 2000 exceeded/),
    refused("of 60,000 characters", `{ viewer { id } } # ${"x".repeat(60_000)}`, /characters; 50000 are allowed/, 400),
    refused(
      "a circle of fragments",
      "{ viewer { ...A } } fragment A on User { ...B } fragment B on User { ...A }",
      /itself/,
    ),
    refused("a bomb of fragments", `{ viewer { ...F0 } } ${bomb.join(" ")} fragment F100 on User { id }`, /fields/),
    refused("a storm of introspection", `{ ${storm.join(" ")} }`, /costs \d+; 100000 are allowed/),
    refused("of conflicting fields", `{ ${conflicts.join(" ")} }`, /conflict/),
    refused(
      "of a list that is too long",
      `{ nodes(ids: [${'"x",'.repeat(101)}]) { id } }`,
      /at most 100 ids|not an id/,
    ),
  ];
}

function variables(): HostileRequest[] {
  const query = "query ($input: CreateProjectInput!) { __typename }";
  const nested = '{"a":'.repeat(5_000) + "1" + "}".repeat(5_000);
  const of = (text: string) => ({
    init: {
      method: "POST",
      headers: JSON_TYPE,
      body: `{"query":${JSON.stringify(query)},"variables":{"input":${text}}}`,
    },
    status: 400,
    code: "VALIDATION",
  });
  return [
    {
      name: "variables of 60,000 values",
      ...of(JSON.stringify(Array(60_000).fill(0))),
      message: /more than 50000 values/,
    },
    { name: "variables of 5,000 levels", ...of(nested), message: /more than 64 levels/ },
    {
      name: "a body of two mebibytes",
      ...of(`"${"x".repeat(2_097_152)}"`),
      status: 413,
      message: /larger than 1048576/,
    },
  ];
}

function shapes(): HostileRequest[] {
  const query = "{ viewer { id } }";
  const form = (type: string, body: BodyInit) => ({
    init: { method: "POST", headers: { "content-type": type }, body },
    status: 415,
    code: "VALIDATION",
    message: /application\/json/,
  });
  const mutation = encodeURIComponent('mutation { createTenant(input: {name: "x"}) { __typename } }');
  return [
    { name: "a batch", body: [{ query }, { query }], status: 400, code: "VALIDATION", message: /[Bb]atch/ },
    {
      name: "a mutation by GET",
      path: `/graphql?query=${mutation}`,
      init: { method: "GET" },
      status: 405,
      code: "VALIDATION",
      message: /from a POST request/,
    },
    { name: "a form", ...form("application/x-www-form-urlencoded", `query=${encodeURIComponent(query)}`) },
    { name: "plain text", ...form("text/plain", JSON.stringify({ query })) },
    { name: "an upload", ...form("multipart/form-data; boundary=x", "--x--") },
    {
      name: "another site's request with a cookie",
      init: {
        method: "POST",
        headers: { ...JSON_TYPE, cookie: "session=1", origin: "https://evil.example.com" },
        body: JSON.stringify({ query }),
      },
      status: 403,
      code: "FORBIDDEN",
      message: /evil\.example\.com/,
    },
  ];
}

function aliases(count: number): string {
  return Array.from({ length: count }, (_, index) => `a${index}: viewer { id }`).join(" ");
}
