import Time from "../../islands/Time.tsx";
import type { LogDetail } from "../../logs/request_log.ts";

type Verdict = LogDetail["policyVerdicts"][number];

/** What each policy said of the request; `nameOf` tells what one is called, where that is known. */
export function PolicyVerdicts({ verdicts, nameOf = () => null }: {
  verdicts: readonly Pick<Verdict, "policyId" | "limit" | "verdict" | "remaining" | "resetAt">[];
  nameOf?: (policyId: string) => string | null;
}) {
  return (
    <div class="overflow-x-auto" tabIndex={0} role="region" aria-label="Policies">
      <table class="w-full text-[0.8125rem]">
        <thead class="text-left text-muted">
          <tr>
            {["Limit", "Verdict", "Left", "Begins anew", "Policy"].map((title) => (
              <th key={title} scope="col" class="pr-3 pb-1 font-medium">{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {verdicts.map(({ policyId, limit, verdict, remaining, resetAt }, place) => (
            <tr key={place}>
              <td class="py-0.5 pr-3">{limit}</td>
              <td class={`py-0.5 pr-3 ${verdict === "allowed" ? "" : "text-warning"}`}>
                {verdict.replaceAll("_", " ")}
              </td>
              <td class="py-0.5 pr-3 tabular-nums">{remaining === null ? "–" : remaining.toLocaleString("en")}</td>
              <td class="py-0.5 pr-3">{resetAt === null ? "–" : <Time at={resetAt} format="second" />}</td>
              <td class="py-0.5">
                {nameOf(policyId) ?? <code class="text-xs">{policyId}</code>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
