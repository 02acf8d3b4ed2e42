import type { DashboardView } from "../../dashboards/dashboard_view.ts";
import type { ViewState } from "../../dashboards/use_view.ts";
import { writeView } from "../../dashboards/view_url.ts";
import { Button } from "../Button.tsx";
import { FilterField } from "../logs/FilterField.tsx";

/** Asks which tag usage is told apart by. */
export function BreakdownTag({ state, view }: { state: ViewState; view: DashboardView }) {
  const onSubmit = (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    state.show({ ...view, tag: String(new FormData(event.currentTarget).get("tag") ?? "").trim() });
  };
  return (
    <form method="get" class="flex items-end gap-2" onSubmit={onSubmit}>
      {[...writeView({ ...view, tag: "" })].map(([name, value]) => (
        <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
      ))}
      <FilterField
        name="tag"
        label="Name of the tag"
        value={view.tag}
        placeholder="team"
        class="w-48"
        maxLength={256}
      />
      <Button type="submit">Show</Button>
    </form>
  );
}
