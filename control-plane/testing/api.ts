import assert from "node:assert/strict";

// deno-lint-ignore no-explicit-any -- tests look into answers of any shape
export type GraphqlData = any;

export interface GraphqlAnswer {
  data: GraphqlData;
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string; issues?: GraphqlData[] } }[];
}

/** A caller of the GraphQL API. */
export interface Api {
  /** The whole answer. */
  send(query: string, variables?: Record<string, unknown>): Promise<GraphqlAnswer>;
  /** The data of an answer without errors. */
  data(query: string, variables?: Record<string, unknown>): Promise<GraphqlData>;
  /** One mutation by its name and input; answers the member of the result union with `__typename`. */
  mutate(name: string, input: Record<string, unknown>, selection?: string): Promise<GraphqlData>;
}

/** The API as one token's bearer sees it; null is anonymous. */
export function apiAt(url: string, token: string | null): Api {
  const send = async (query: string, variables: Record<string, unknown> = {}): Promise<GraphqlAnswer> => {
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token !== null && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    return await response.json();
  };
  const data = async (query: string, variables?: Record<string, unknown>) => {
    const answer = await send(query, variables);
    assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
    return answer.data;
  };
  return {
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
