import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { browserDependencies } from "../../../../../../graphql/dependencies.ts";
import { convergenceSentence } from "../../../../../../publishing/convergence_sentence.ts";
import { type Gateway, GatewayTable } from "../../../../../../publishing/GatewayTable.tsx";
import { type Convergence, watchConvergence } from "../../../../../../publishing/watch_convergence.ts";

interface GatewaysProps {
  tenantId: string;
  gateways: readonly Gateway[];
  /** The revision that is watched until all have it; null: nothing is waited for. */
  watched: number | null;
}

/** Which gateway serves what, live while one of them is still to come to a revision. */
export default function Gateways({ tenantId, gateways, watched }: GatewaysProps) {
  const event = useSignal<Convergence | null>(null);
  const problem = useSignal<string | null>(null);
  useEffect(() => {
    if (watched === null) return;
    const { liveTail } = browserDependencies();
    return watchConvergence({
      ...liveTail,
      tenantId,
      revision: watched,
      onEvent: (told) => event.value = told,
      onFailure: (message) => problem.value = message,
    });
  }, [watched]);
  const told = event.value;
  return (
    <div data-converged={told?.converged}>
      {watched !== null && (
        <div class="border-b border-base-300 px-4 py-2 text-sm">
          <p role="status">
            {problem.value ?? (told === null ? `Watching revision ${watched} …` : convergenceSentence(told))}
          </p>
          {told !== null && (
            <progress
              class={`progress mt-1 block h-1.5 w-full ${told.refused > 0 ? "progress-error" : "progress-success"}`}
              value={told.applied + told.refused}
              max={Math.max(1, told.applied + told.refused + told.pending)}
              aria-label="Gateways that have answered"
            />
          )}
        </div>
      )}
      <GatewayTable gateways={told?.gateways ?? gateways} />
    </div>
  );
}
