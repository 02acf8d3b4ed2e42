import type { ComponentChildren } from "preact";
import { LABELS } from "../../logs/filter_labels.ts";
import type { FilterParam, FilterProblem } from "../../logs/filter_url.ts";
import { writeFilter } from "../../logs/filter_url.ts";
import { DIALECTS, type LogFilter, OUTCOMES } from "../../logs/log_filter.ts";
import type { LogChoices } from "../../logs/read_logs_page.ts";
import { Button } from "../Button.tsx";
import { FilterChoice, FilterField } from "./FilterField.tsx";

interface LogFilterFormProps {
  filter: LogFilter;
  problems: readonly FilterProblem[];
  choices: LogChoices;
  /** The log without a filter. */
  action: string;
  /** The field of the filter's text: an island, since it suggests. */
  text: ComponentChildren;
  /** The view that stays chosen, if any. */
  view: string | null;
  /** The fields of a span with a beginning and an end: an island, since times are of the reader's zone. */
  moments: ComponentChildren;
}

/** What the log is narrowed down to: a form whose address is the filter. Needs no script. */
export function LogFilterForm({ filter, problems, choices, action, text, view, moments }: LogFilterFormProps) {
  const written = writeFilter(filter);
  const isFiltered = written.size > 0 || problems.length > 0;
  const wrong = new Map(problems.map(({ param, value }) => [param, value]));
  const field = (name: FilterParam) => ({
    name,
    label: LABELS[name],
    value: wrong.get(name) ?? written.get(name) ?? "",
    invalid: wrong.has(name),
  });
  const isDetailed = DETAILED.some((name) => written.has(name) || wrong.has(name));
  return (
    <form method="get" action={action} role="search" aria-label="Filter" class="mb-3 flex flex-col gap-2">
      {view !== null && <input type="hidden" name="view" value={view} />}
      {text}
      <div class="grid grid-cols-2 items-end gap-2 sm:grid-cols-3 lg:flex lg:flex-wrap">
        <FilterField {...field("model")} placeholder="asked or served" class="lg:w-48" maxLength={256} />
        <FilterField
          {...field("provider")}
          choices={choices.providers}
          class="lg:w-32"
          maxLength={256}
        />
        <FilterField {...field("route")} choices={choices.routes} class="lg:w-32" maxLength={256} />
        {choices.projects.length === 0 && <FilterChoice {...field("key")} choices={keyChoices(choices, filter.key)} />}
        <FilterChoice {...field("since")} choices={timeChoices(filter)} />
        <div class="flex items-end gap-2">
          <Button type="submit" tone="primary">Apply</Button>
          {isFiltered && <Button href={action} tone="quiet">Clear</Button>}
        </div>
      </div>
      <Outcomes chosen={filter.outcome ?? []} />
      <details open={isDetailed}>
        <summary class="w-fit cursor-pointer rounded-field text-xs text-muted hover:text-base-content">
          More filters
        </summary>
        <div class="mt-2 grid grid-cols-2 items-end gap-2 sm:grid-cols-3 lg:grid-cols-6">
          <FilterField {...field("status-min")} inputMode="numeric" placeholder="400" />
          <FilterField {...field("status-max")} inputMode="numeric" placeholder="599" />
          <FilterField {...field("error")} />
          <FilterField {...field("user")} />
          <FilterField {...field("request")} class="col-span-2" />
          <FilterField {...field("tag")} placeholder="name=value" />
          <FilterField {...field("ms-min")} inputMode="numeric" />
          <FilterField {...field("cost-min")} inputMode="decimal" />
          <FilterChoice {...field("dialect")} choices={DIALECT_CHOICES} />
          <FilterChoice {...field("stream")} choices={STREAM_CHOICES} />
          {moments}
        </div>
      </details>
    </form>
  );
}

const DETAILED: readonly FilterParam[] = [
  "status-min",
  "status-max",
  "error",
  "user",
  "request",
  "tag",
  "ms-min",
  "cost-min",
  "dialect",
  "stream",
  "from",
  "to",
];
const DIALECT_CHOICES = [["", "any"], ...DIALECTS.map((name) => [name, name.replaceAll("_", " ")] as const)] as const;
const STREAM_CHOICES = [["", "any"], ["yes", "yes"], ["no", "no"]] as const;
const SPANS = [
  ["15m", "last 15 minutes"],
  ["1h", "last hour"],
  ["24h", "last 24 hours"],
  ["7d", "last 7 days"],
  ["30d", "last 30 days"],
] as const;

function Outcomes({ chosen }: { chosen: NonNullable<LogFilter["outcome"]> }) {
  return (
    <fieldset class="flex flex-wrap items-center gap-x-4 gap-y-1">
      <legend class="sr-only">Outcome</legend>
      {OUTCOMES.map((outcome) => (
        <label key={outcome} class="flex cursor-pointer items-center gap-1.5">
          <input
            type="checkbox"
            name="outcome"
            value={outcome}
            checked={chosen.includes(outcome)}
            class="checkbox checkbox-xs"
          />
          {outcome}
        </label>
      ))}
      <label class="flex cursor-pointer items-center gap-1.5 border-l border-base-300 pl-4">
        <input type="checkbox" name="errors" value="1" class="checkbox checkbox-xs" />
        errors only
      </label>
    </fieldset>
  );
}

/** A key of the address that is not among those listed stays chosen. */
function keyChoices({ keys }: LogChoices, chosen: string | undefined): (readonly [string, string])[] {
  const listed = keys.map(({ id, name, keyId }) => [id, `${name} (${keyId.slice(0, 4)}…)`] as const);
  const isListed = chosen === undefined || keys.some(({ id }) => id === chosen);
  return [["", "any"], ...listed, ...isListed ? [] : [[chosen, "one that is not listed"] as const]];
}

function timeChoices({ since, from, to }: LogFilter): (readonly [string, string])[] {
  const none = ["", from === undefined && to === undefined ? "any" : "from … to"] as const;
  const isListed = since === undefined || SPANS.some(([span]) => span === since);
  return [none, ...SPANS, ...isListed ? [] : [[since, `last ${since}`] as const]];
}
