import { CommandError, type Terminal } from "./terminal.ts";

/** The control plane's API, as the commands use it. */
export interface ControlPlaneApi {
  /** The data of an answer; throws a `CommandError` with what the API says otherwise. */
  query<T>(document: string, variables: Record<string, unknown>): Promise<T>;
  /** The payload of a mutation; throws a `CommandError` with every problem where it was refused. */
  mutate<T>(name: string, input: Record<string, unknown>, selection: string): Promise<T>;
}

/** Reaches the API by what the environment says. Redirects are not followed, since the token would go along. */
export function connect(terminal: Terminal): ControlPlaneApi {
  const url = terminal.variable("PERPETUO_URL")?.trim().replace(/\/+$/, "");
  const token = terminal.variable("PERPETUO_TOKEN")?.trim();
  if (!url || !/^https?:$/.test(URL.parse(url)?.protocol ?? "")) {
    throw new CommandError("Set PERPETUO_URL to where the control plane is, such as http://localhost:4000.");
  }
  if (!token) throw new CommandError("Set PERPETUO_TOKEN to an access token.");
  const query = async <T>(document: string, variables: Record<string, unknown>): Promise<T> => {
    const answer = await post(terminal, { url, token, body: JSON.stringify({ query: document, variables }) });
    if (answer.errors?.length) throw new CommandError(answer.errors.map(describe).join("\n"));
    return answer.data as T;
  };
  return {
    query,
    async mutate<T>(name: string, input: Record<string, unknown>, selection: string) {
      const type = name.charAt(0).toUpperCase() + name.slice(1);
      const { result } = await query<{ result: Refusal & T }>(
        `mutation ($input: ${type}Input!) {
          result: ${name}(input: $input) {
            __typename
            ... on ${type}Payload { ${selection} }
            ... on Error { message code }
            ... on ValidationError { issues { path message } }
          }
        }`,
        { input },
      );
      if (result.__typename === `${type}Payload`) return result;
      throw new CommandError(refusalText(result));
    },
  };
}

interface Answer {
  data?: unknown;
  errors?: { message: string; extensions?: { code?: string; issues?: Issue[] } }[];
}

interface Issue {
  path: string[];
  message: string;
}

interface Refusal {
  __typename: string;
  message?: string;
  issues?: Issue[];
}

async function post(
  terminal: Terminal,
  { url, token, body }: { url: string; token: string; body: string },
): Promise<Answer> {
  let response: Response;
  try {
    response = await terminal.fetch(`${url}/graphql`, {
      method: "POST",
      redirect: "error",
      headers: { "content-type": "application/json", accept: "application/json", authorization: `Bearer ${token}` },
      body,
    });
  } catch (error) {
    throw new CommandError(`${url} cannot be reached: ${error instanceof Error ? error.message : error}`);
  }
  const text = await response.text();
  try {
    const answer: Answer = JSON.parse(text);
    if (answer.errors !== undefined || answer.data !== undefined) return answer;
  } catch {
    // What it is instead is told below.
  }
  throw new CommandError(`${url} answered ${response.status}, and not as a control plane does.`);
}

function describe({ message, extensions }: NonNullable<Answer["errors"]>[number]): string {
  const issues = extensions?.issues ?? [];
  return issues.length > 0 ? issues.map(issueText).join("\n") : message;
}

function refusalText({ message, issues = [] }: Refusal): string {
  return issues.length > 0 ? issues.map(issueText).join("\n") : message ?? "It was refused.";
}

function issueText({ path, message }: Issue): string {
  return path.length === 0 ? message : `${path.join(".")}: ${message}`;
}
