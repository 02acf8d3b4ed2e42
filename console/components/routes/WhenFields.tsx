import type { RouteCondition } from "../../../shared/contracts/route_condition.ts";
import type { NodeValue } from "../../route-editor/draft_tree.ts";
import type { RouteChoices } from "../../route-editor/read_route.ts";
import { ConditionFields } from "./ConditionFields.tsx";

interface WhenFieldsProps {
  value: Extract<NodeValue, { type: "when" }>;
  choices: RouteChoices;
  error: (...field: string[]) => string | null;
  onChange: (condition: RouteCondition) => void;
}

/** What a condition asks of requests. */
export function WhenFields({ value, choices, error, onChange }: WhenFieldsProps) {
  return (
    <>
      <ConditionFields
        id="condition"
        condition={value.condition}
        choices={choices}
        error={(...field) => error("condition", ...field)}
        isFirst
        onChange={onChange}
      />
      <datalist id="condition-keys">
        {choices.apiKeys.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
      </datalist>
    </>
  );
}
