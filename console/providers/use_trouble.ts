import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { browserClock } from "../browser/dependencies.ts";
import { targetHealthQuery } from "../graphql/documents/providers.ts";
import { runQuery } from "../graphql/run_query.ts";
import { documentVisibility } from "../graphql/tab_visibility.ts";
import { type Trouble, troubleByProvider } from "./trouble.ts";

/** What gateways find failing, by the provider's name; asked for every 15 seconds while the page is seen. */
export function useTrouble(tenantId: string): ReadonlySignal<ReadonlyMap<string, Trouble>> {
  const trouble = useSignal<ReadonlyMap<string, Trouble>>(new Map());
  useEffect(() => {
    const left = new AbortController();
    const visibility = documentVisibility(document);
    const keepAsking = async () => {
      for (;;) {
        if (visibility.visible) {
          const outcome = await runQuery(targetHealthQuery, { tenantId });
          // What cannot be known is not shown.
          if (outcome.kind === "data") trouble.value = troubleByProvider(outcome.data.targetHealth);
        }
        await browserClock.delay(EVERY_MS, left.signal);
      }
    };
    keepAsking().catch(() => {});
    return () => left.abort();
  }, []);
  return trouble;
}

const EVERY_MS = 15_000;
