import { hostileRequests } from "../hostile_requests.ts";
import { type Attack, JSON_TYPE } from "./attack.ts";

/** Bad inputs for the control plane and the console. `token` is the owner's of the tenant. */
export function controlAttacks(token: string, tenantId: string): Attack[] {
  return [
    ...graphql(token),
    ...serverSideRequests(token, tenantId),
    ...account(),
    ...exports(token),
    ...playground(token),
    ...consolePages(),
  ];
}

function graphql(token: string): Attack[] {
  const headers = { ...JSON_TYPE, authorization: `Bearer ${token}`, accept: "application/json" };
  const hostile = hostileRequests().map(({ name, path = "/graphql", init, body, status, code }): Attack => {
    const own = Object.fromEntries(new Headers(init?.headers));
    return {
      surface: "graphql",
      name,
      method: init?.method ?? "POST",
      path,
      headers: own["cookie"] === undefined ? { ...headers, ...own } : { ...own, accept: "application/json" },
      ...(init?.method === "GET" ? {} : { body: (init?.body as string | undefined) ?? JSON.stringify(body) }),
      status,
      says: code,
    };
  });
  const of = (name: string, query: string, says: string, sent: Record<string, string> = headers): Attack => ({
    surface: "graphql",
    name,
    method: "POST",
    path: "/graphql",
    headers: sent,
    body: JSON.stringify({ query }),
    status: 200,
    says,
  });
  return [
    ...hostile,
    of("an id of somebody else", '{ node(id: "VGVuYW50OjAwMDAwMDAw") { id } }', "VALIDATION"),
    of("a stranger", "{ viewer { id } }", "UNAUTHENTICATED", { ...JSON_TYPE, accept: "application/json" }),
    of("a token in the shape of SQL", "{ viewer { id } }", "UNAUTHENTICATED", {
      ...headers,
      authorization: "Bearer ppt_' OR 1=1",
    }),
    {
      ...of("a stream without a token", "subscription { x }", "VALIDATION"),
      path: "/graphql/stream",
      headers: { ...JSON_TYPE, accept: "text/event-stream" },
      status: 200,
    },
    {
      ...of("a stream of no document", "", "VALIDATION"),
      path: "/graphql/stream",
      headers: { ...headers, accept: "text/event-stream" },
      status: [200, 400],
    },
  ];
}

/** `start` allows the own machine and private networks; these are refused even there. */
const FORBIDDEN_URLS = [
  "http://169.254.169.254/latest/meta-data",
  "http://0xa9fea9fe/",
  "http://2852039166/",
  "http://0251.0376.0251.0376/",
  "http://[::ffff:169.254.169.254]/",
  "http://[64:ff9b::a9fe:a9fe]/",
  "http://metadata.google.internal./",
  "http://0.0.0.0/",
  "http://100.64.0.1/",
  "http://user:password@example.com/",
  "file:///etc/passwd",
  "gopher://127.0.0.1:6379/_x",
];

/** Addresses that requests of ours would be sent to. */
const ISSUES = "{ ... on ValidationError { issues { path } } }";

function serverSideRequests(token: string, tenantId: string): Attack[] {
  const of = (name: string, query: string, says: string): Attack => ({
    surface: "graphql",
    name,
    method: "POST",
    path: "/graphql",
    headers: { ...JSON_TYPE, authorization: `Bearer ${token}`, accept: "application/json" },
    body: JSON.stringify({ query }),
    status: 200,
    says,
  });
  const tenant = `tenantId: "${tenantId}"`;
  return FORBIDDEN_URLS.flatMap((url) => [
    of(
      `a provider at ${url}`,
      `mutation { createProvider(input: {${tenant}, name: "ssrf", kind: OPENAI, apiKey: "x", baseUrl: "${url}"}) ${ISSUES} }`,
      '"path":["baseUrl"]',
    ),
    of(
      `a webhook to ${url}`,
      `mutation { createWebhookEndpoint(input: {${tenant}, url: "${url}", events: [BUDGET_THRESHOLD_REACHED]}) ${ISSUES} }`,
      '"path":["url"]',
    ),
  ]);
}

function account(): Attack[] {
  const of = (name: string, body: string, more: Partial<Attack> = {}): Attack => ({
    surface: "account",
    name,
    method: "POST",
    path: "/api/auth/sign-in/email",
    headers: JSON_TYPE,
    body,
    status: 400,
    ...more,
  });
  return [
    of("a sign-in of no JSON", "{"),
    of("a sign-in with objects", '{"email":{"$gt":""},"password":{"$gt":""}}'),
    of("a password of two mebibytes", JSON.stringify({ email: "owner@example.com", password: "x".repeat(2_097_152) }), {
      status: 413,
    }),
    of("a sign-in with line breaks", '{"email":"a@b.c\\r\\nbcc: x@y.z","password":"x"}'),
    of("a sign-in from another site", '{"email":"a@b.co","password":"xxxxxxxxxxxx"}', {
      headers: { ...JSON_TYPE, origin: "https://evil.example", cookie: "a=b" },
      status: 403,
    }),
  ];
}

function exports(token: string): Attack[] {
  const of = (name: string, path: string, headers: Record<string, string> = {}): Attack => ({
    surface: "export",
    name,
    path,
    headers,
    status: [400, 401, 403, 404, 405],
  });
  return [
    of("an export without a token", "/api/export/logs.csv"),
    of("an export of a way up", "/api/export/..%2f..%2fetc%2fpasswd", { authorization: `Bearer ${token}` }),
    of("an export of no format", "/api/export/records.exe?projectId=x", { authorization: `Bearer ${token}` }),
  ];
}

function playground(token: string): Attack[] {
  const of = (name: string, body: string, more: Partial<Attack> = {}): Attack => ({
    surface: "playground",
    name,
    method: "POST",
    path: "/api/playground",
    headers: { ...JSON_TYPE, authorization: `Bearer ${token}` },
    body,
    status: 400,
    says: "VALIDATION",
    ...more,
  });
  return [
    of("a try of no JSON", "{"),
    of("a try of null", "null"),
    of("a try of the wrong shape", '{"projectId":{"$ne":1},"body":7}'),
    of("a try without a token", "{}", { headers: JSON_TYPE, status: 401, says: "UNAUTHENTICATED" }),
    of("a try of 40 MiB", "x".repeat(40 * 1_048_576), { status: 413 }),
    of("a try by GET", "", { method: "GET", body: undefined, status: 405 } as Partial<Attack>),
  ];
}

function consolePages(): Attack[] {
  const of = (name: string, path: string, status: Attack["status"], more: Partial<Attack> = {}): Attack => ({
    surface: "console",
    name,
    path,
    status,
    ...more,
  });
  return [
    of("a way up", "/assets/..%2f..%2f..%2fetc/passwd", [400, 404]),
    of("a way up with a null byte", "/%00../deno.json", [303, 302, 400, 404]),
    of("a way out after signing in", "/sign-in?next=//evil.example/", [200, 302, 303]),
    of("a script in an address", "/sign-in?next=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", 200, {
      hides: "<script>alert",
    }),
    of("another site's form", "/sign-in", 403, {
      method: "POST",
      headers: {
        origin: "https://evil.example",
        "sec-fetch-site": "cross-site",
        "content-type": "application/x-www-form-urlencoded",
      },
      body: "email=a@b.co&password=x",
    }),
    of("a cookie of 8,000 characters", "/", [200, 302, 303, 400, 431], {
      headers: { cookie: `s=${"x".repeat(8_000)}` },
    }),
  ];
}
