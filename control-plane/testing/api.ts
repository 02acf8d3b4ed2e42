import assert from "node:assert/strict";

// deno-lint-ignore no-explicit-any -- tests look into answers of any shape
export type GraphqlData = any;

export interface GraphqlAnswer {
  data: GraphqlData;
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string; issues?: GraphqlData[] } }[];
}

/** A caller of the GraphQL API. */
export interface Api {
  /** The bare HTTP request. */
  post(
    body: unknown,
    options?: { accept?: string; signal?: AbortSignal; path?: string; headers?: Record<string, string> },
  ): Promise<Response>;
  /** The whole answer. */
  send(query: string, variables?: Record<string, unknown>): Promise<GraphqlAnswer>;
  /** The data of an answer without errors. */
  data(query: string, variables?: Record<string, unknown>): Promise<GraphqlData>;
  /** One mutation by its name and input; answers the member of the result union with `__typename`. */
  mutate(name: string, input: Record<string, unknown>, selection?: string): Promise<GraphqlData>;
}

/** The API as one token's bearer sees it; null is anonymous, or whoever the further headers (a cookie) stand for. */
export function apiAt(url: string, token: string | null, further: Record<string, string> = {}): Api {
  const post: Api["post"] = (body, { accept = "application/json", signal, path = "/graphql", headers = {} } = {}) =>
    fetch(url + path, {
      method: "POST",
      headers: {
        accept,
        "content-type": "application/json",
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...further,
        ...headers,
      },
      body: JSON.stringify(body),
      signal,
    });
  const send = async (query: string, variables: Record<string, unknown> = {}): Promise<GraphqlAnswer> =>
    await (await post({ query, variables })).json();
  const data = async (query: string, variables?: Record<string, unknown>) => {
    const answer = await send(query, variables);
    assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
    return answer.data;
  };
  return {
    post,
    send,
    data,
    async mutate(name, input, selection = "") {
      const type = name.charAt(0).toUpperCase() + name.slice(1);
      const payload = selection === "" ? "" : `... on ${type}Payload { ${selection} }`;
      const answer = await data(
        `mutation Run($input: ${type}Input!) {
          ${name}(input: $input) {
            __typename
            ${payload}
            ... on Error { message code }
            ... on ValidationError { issues { path message } }
          }
        }`,
        { input },
      );
      return answer[name];
    },
  };
}
