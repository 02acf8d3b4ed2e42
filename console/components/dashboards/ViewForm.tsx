import { useEffect, useRef } from "preact/hooks";
import {
  type DashboardView,
  DEFAULT_VIEW,
  FILTER_NAMES,
  type FilterName,
  isFiltered,
  OUTCOMES,
  toggleFilter,
} from "../../dashboards/dashboard_view.ts";
import type { GroupNames } from "../../dashboards/group_names.ts";
import type { ViewState } from "../../dashboards/use_view.ts";
import { readView, writeView } from "../../dashboards/view_url.ts";
import { localTime } from "../../logs/zoned_time.ts";
import { Button } from "../Button.tsx";
import { Icon } from "../Icon.tsx";
import { FilterChoice, FilterField } from "../logs/FilterField.tsx";

interface ViewFormProps {
  state: ViewState;
  view: DashboardView;
  path: string;
  names: GroupNames;
  providers: readonly string[];
  /** Names that were seen lately, to choose from while typing. */
  models: readonly string[];
  routes: readonly string[];
  /** The zone that times of the form are of, and the tenant's. */
  zone: string;
  tenantZone: string;
  /** What the time is that is shown. */
  shown: { fromMs: number; toMs: number };
}

/** Adds to the filter, and sets a time of one's own. Needs no script: its address is the view. */
export function ViewForm(props: ViewFormProps) {
  const { state, view, path, names, providers, models, routes, zone } = props;
  const form = useRef<HTMLFormElement>(null);
  // Whatever was chosen is in the view by now; the fields stand for what is to come.
  useEffect(() => form.current?.reset(), [view]);
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(form.current!);
    const params = new URLSearchParams([...fields].map(([name, value]) => [name, String(value)]));
    state.show(readView(params).view);
  };
  const add = (name: FilterName) => ({ name, label: LABELS[name], value: "" });
  const projects = Object.entries(names.projects);
  return (
    <form ref={form} method="get" action={path} role="search" aria-label="Filter" onSubmit={onSubmit}>
      <KeptFields view={view} />
      <div class="grid grid-cols-2 items-end gap-2 sm:grid-cols-3 lg:flex lg:flex-wrap">
        {projects.length > 1 && <FilterChoice {...add("project")} choices={[ANY, ...projects]} />}
        <FilterField {...add("model")} choices={models} class="lg:w-44" maxLength={256} />
        <FilterChoice {...add("provider")} choices={[ANY, ...providers.map((one) => [one, one] as const)]} />
        <FilterField {...add("route")} choices={routes} class="lg:w-36" maxLength={256} />
        <FilterChoice {...add("key")} choices={[ANY, ...Object.entries(names.keys)]} />
        <FilterChoice {...add("outcome")} choices={[ANY, ...OUTCOMES.map((one) => [one, one] as const)]} />
        <FilterField {...add("error")} class="lg:w-36" maxLength={256} />
        <Button type="submit" tone="primary" class="justify-self-start">Apply</Button>
      </div>
      <details open={view.range === null} class="mt-2">
        <summary class="w-fit cursor-pointer rounded-field text-xs text-muted hover:text-base-content">
          A time of your own
        </summary>
        <div class="mt-2 flex flex-wrap items-end gap-2">
          <MomentField name="from" ms={props.shown.fromMs} isSet={view.from !== null} zone={zone} />
          <MomentField name="to" ms={props.shown.toMs} isSet={view.to !== null} zone={zone} />
          <input type="hidden" name="in" value={zone} />
          <FilterChoice
            name="zone"
            label="Days of"
            value={view.zone ?? ""}
            choices={zoneChoices(props.tenantZone, zone, view.zone)}
          />
          <Button type="submit">Apply</Button>
        </div>
      </details>
      <Chips state={state} view={view} names={names} />
    </form>
  );
}

const ANY = ["", "any"] as const;
const LABELS: Readonly<Record<FilterName, string>> = {
  project: "Project",
  key: "API key",
  model: "Model",
  provider: "Provider",
  route: "Route",
  outcome: "Outcome",
  error: "Error code",
};

/** Everything of the view that the fields do not say. */
function KeptFields({ view }: { view: DashboardView }) {
  const kept = [...writeView({ ...view, zone: null, from: null, to: null })].filter(([name]) => name !== "range");
  return (
    <>
      {kept.map(([name, value]) => <input key={`${name}=${value}`} type="hidden" name={name} value={value} />)}
      {view.range !== null && view.range !== DEFAULT_VIEW.range && (
        // Goes before nothing: a time of one's own that is filled in takes its place.
        <input type="hidden" name="preset" value={view.range} />
      )}
    </>
  );
}

function MomentField({ name, ms, isSet, zone }: { name: "from" | "to"; ms: number; isSet: boolean; zone: string }) {
  return (
    <FilterField
      name={name}
      label={`${name === "from" ? "From" : "To"} (${zone})`}
      type="datetime-local"
      value={isSet ? localTime(ms, zone).slice(0, 16) : ""}
      class="w-52"
    />
  );
}

function zoneChoices(tenantZone: string, readerZone: string, chosen: string | null): (readonly [string, string])[] {
  const others = [...new Set(["UTC", readerZone, ...(chosen === null ? [] : [chosen])])];
  return [
    ["", `${tenantZone} (team)`],
    ...others.filter((zone) => zone !== tenantZone).map((zone) => [zone, zone] as const),
  ];
}

/** What the page is narrowed down to: each with a way out of it. */
function Chips({ state, view, names }: { state: ViewState; view: DashboardView; names: GroupNames }) {
  if (!isFiltered(view)) return null;
  const clear = { ...view, filter: DEFAULT_VIEW.filter };
  return (
    <ul aria-label="Filter that holds" class="mt-2 flex flex-wrap items-center gap-1.5">
      {FILTER_NAMES.flatMap((name) =>
        view.filter[name].map((value) => {
          const without = toggleFilter(view, name, value);
          return (
            <li key={`${name}=${value}`}>
              <a
                href={state.hrefOf(without)}
                onClick={state.follow(without)}
                class="btn btn-xs gap-1 border-base-300 font-normal"
              >
                <span class="sr-only">Take out</span> <span class="text-muted">{LABELS[name]}</span>{" "}
                <span class="max-w-56 truncate">{valueName(name, value, names)}</span>
                <Icon name="close" class="size-3" />
              </a>
            </li>
          );
        })
      )}
      <li>
        <a href={state.hrefOf(clear)} onClick={state.follow(clear)} class="btn btn-ghost btn-xs">Clear the filter</a>
      </li>
    </ul>
  );
}

function valueName(name: FilterName, value: string, names: GroupNames): string {
  if (name === "project") return names.projects[value] ?? "not listed";
  if (name === "key") return names.keys[value] ?? "not listed";
  return value === "" ? "none" : value;
}
