import type { ComponentChildren } from "preact";
import type { RouteCondition } from "../../../shared/contracts/route_condition.ts";
import { Button } from "../Button.tsx";
import { combine, newCondition } from "../../route-editor/condition_edit.ts";
import type { RouteChoices } from "../../route-editor/read_route.ts";
import { Choice } from "./Choice.tsx";
import { FieldTest } from "./FieldTest.tsx";

export interface ConditionFieldsProps<Condition extends RouteCondition = RouteCondition> {
  /** Of this place in the condition; the ids of its parts are made of it. */
  id: string;
  condition: Condition;
  choices: RouteChoices;
  /** By a path within this condition. */
  error: (...field: string[]) => string | null;
  isFirst?: boolean;
  onChange: (condition: RouteCondition) => void;
}

/** A condition with all that it is made of. */
export function ConditionFields(props: ConditionFieldsProps) {
  const { id, condition, isFirst = false, onChange } = props;
  return (
    <div class="flex flex-col gap-2" data-condition={condition.type}>
      <Choice
        id={`${id}-type`}
        label="Holds when"
        isFirst={isFirst}
        value={condition.type}
        options={CONDITION_TYPES}
        onChoice={(type) => onChange(combine(condition, type))}
      />
      {condition.type === "field" ? <FieldTest {...props} condition={condition} /> : <Parts {...props} />}
    </div>
  );
}

const CONDITION_TYPES = [
  { value: "field", title: "one test holds" },
  { value: "all", title: "all of these hold" },
  { value: "any", title: "any of these holds" },
  { value: "not", title: "this does not hold" },
] as const;

function Parts({ id, condition, choices, error, onChange }: ConditionFieldsProps) {
  if (condition.type === "field") return null;
  if (condition.type === "not") {
    return (
      <Nested>
        <ConditionFields
          id={`${id}-0`}
          condition={condition.condition}
          choices={choices}
          error={(...field) => error("condition", ...field)}
          onChange={(part) => onChange({ ...condition, condition: part })}
        />
      </Nested>
    );
  }
  const { conditions } = condition;
  const set = (changed: RouteCondition[]) => onChange({ ...condition, conditions: changed });
  return (
    <>
      {conditions.map((part, index) => (
        <Nested key={index}>
          <ConditionFields
            id={`${id}-${index}`}
            condition={part}
            choices={choices}
            error={(...field) => error("conditions", String(index), ...field)}
            onChange={(changed) => set(conditions.with(index, changed))}
          />
          {conditions.length > 1 && (
            <Button
              size="small"
              tone="quiet"
              onClick={() => set(conditions.toSpliced(index, 1))}
            >
              {`Remove test ${index + 1}`}
            </Button>
          )}
        </Nested>
      ))}
      <Button size="small" class="self-start" onClick={() => set([...conditions, newCondition()])}>Add a test</Button>
    </>
  );
}

function Nested({ children }: { children: ComponentChildren }) {
  return <div class="flex flex-col items-stretch gap-1.5 border-l-2 border-base-300 pl-2.5">{children}</div>;
}
