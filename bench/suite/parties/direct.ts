import type { MockUpstream } from "../mock_upstream.ts";
import { type Party, unwatched } from "../party.ts";
import { DIRECT } from "../party_names.ts";

/** The mock by itself: what everybody's delay is compared with. */
export function directParty(mock: MockUpstream): Party {
  return {
    name: DIRECT,
    processIds: [mock.processId],
    storeProcessIds: [],
    target: (question) => ({
      port: mock.port,
      path: question === "translated_stream" ? "/v1/messages" : "/v1/chat/completions",
      headers: {},
      model: "gpt-4o-mini",
    }),
    manyKeys: null,
    watch: unwatched,
    stop: () => Promise.resolve(),
  };
}
