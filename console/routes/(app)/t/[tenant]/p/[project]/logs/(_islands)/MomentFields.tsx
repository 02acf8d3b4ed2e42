import { useEffect, useState } from "preact/hooks";
import { FilterField } from "../../../../../../../../components/logs/FilterField.tsx";
import { localTime } from "../../../../../../../../logs/zoned_time.ts";

interface MomentFieldsProps {
  /** ISO 8601 in UTC; anything else is shown as it is. */
  from: string | undefined;
  to: string | undefined;
  /** Which of the two are not right. */
  invalid: readonly string[];
}

/** The beginning and the end of a span: in UTC from the server, in the reader's own zone as soon as that is known. */
export default function MomentFields({ from, to, invalid }: MomentFieldsProps) {
  const [zone, setZone] = useState("UTC");
  useEffect(() => setZone(Intl.DateTimeFormat().resolvedOptions().timeZone), []);
  const field = (name: "from" | "to", value: string | undefined) => ({
    name,
    type: "datetime-local",
    step: 1,
    value: shown(value, zone),
    invalid: invalid.includes(name),
    label: `${name === "from" ? "From" : "To"} (${zone})`,
  });
  return (
    <>
      <FilterField {...field("from", from)} class="col-span-2 sm:col-span-1 lg:col-span-2" />
      <FilterField {...field("to", to)} class="col-span-2 sm:col-span-1 lg:col-span-2" />
      <input type="hidden" name="zone" value={zone} />
    </>
  );
}

function shown(moment: string | undefined, zone: string): string {
  const ms = Date.parse(moment ?? "");
  return Number.isNaN(ms) ? "" : localTime(ms, zone);
}
