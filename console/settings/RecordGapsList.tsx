import Time from "../islands/Time.tsx";
import type { Installation } from "./read_settings.ts";

/** Whether any request's record is missing, as numbers. */
export function RecordGapsList({ gaps }: { gaps: Installation["recordGaps"] }) {
  const { checkedAt, missing, givenUp, lost, instances } = gaps;
  const isWhole = [missing, givenUp, lost].every((count) => count === "0");
  const affected = instances.filter((one) => [one.missing, one.givenUp, one.lost].some((count) => count !== "0"));
  return (
    <div>
      <h3 class="mb-1 font-medium">Request records</h3>
      <p>
        {isWhole
          ? "No record is missing."
          : `${missing} missing (they may still come), ${givenUp} given up, ${lost} lost where a gateway's disk was full.`}
        {checkedAt !== null && (
          <span class="ml-1 text-muted">
            Looked <Time at={checkedAt} />.
          </span>
        )}
      </p>
      {affected.length > 0 && (
        <ul class="mt-1 text-xs">
          {affected.map((one) => (
            <li key={one.instance}>
              <code>{one.instance}</code>: {one.missing} missing, {one.givenUp} given up, {one.lost} lost
              {one.since !== null && (
                <>
                  since <Time at={one.since} />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
