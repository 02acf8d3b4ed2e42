import CopyButton from "../../islands/CopyButton.tsx";
import type { LogDetail } from "../../logs/request_log.ts";
import { FactList } from "./FactList.tsx";
import { RepeatedRequests } from "./RepeatedRequests.tsx";

/** Where a record comes from, what it carried, and the whole of it to be copied. */
export function RequestRecord({ log, path }: { log: LogDetail; path: string }) {
  return (
    <>
      <FactList
        facts={[
          { name: "API", value: `${words(log.dialect)}${log.stream ? ", streamed" : ""}` },
          { name: "Dropped fields", value: log.droppedFields.length > 0 ? log.droppedFields.join(", ") : "none" },
          { name: "Degradation", value: log.degradation.length > 0 ? log.degradation.join(", ") : "none" },
          ...Object.entries(log.tags as Record<string, string>)
            .map(([name, value]) => ({ name: `Tag ${name}`, value: <code class="break-all">{value}</code> })),
          { name: "Written by", value: `${log.sequence.instance}, number ${log.sequence.n}` },
        ]}
      />
      <RepeatedRequests log={log} path={path} />
      <div class="mt-3 flex items-center gap-2 text-muted">
        The whole record as JSON <CopyButton text={JSON.stringify(log, null, 2)} label="Copy the record as JSON" />
      </div>
    </>
  );
}

function words(name: string): string {
  return name.toLowerCase().replaceAll("_", " ");
}
