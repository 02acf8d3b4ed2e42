import type { FieldCondition } from "../../../shared/contracts/route_condition.ts";
import {
  FIELD_KINDS,
  fieldKind,
  fieldName,
  fieldOf,
  type Operator,
  operatorsOf,
  readScalars,
  type Scalar,
  valueOf,
  withField,
  withOperator,
  withValue,
} from "../../route-editor/condition_edit.ts";
import { fieldWords, OPERATOR_WORDS } from "../../route-editor/node_words.ts";
import { Choice } from "./Choice.tsx";
import type { ConditionFieldsProps } from "./ConditionFields.tsx";
import { LinesInput } from "./LinesInput.tsx";
import { NumberInput } from "./NumberInput.tsx";
import { TextInput } from "./TextInput.tsx";

/** A test on one field of a request. */
export function FieldTest({ id, condition, error, onChange }: ConditionFieldsProps<FieldCondition>) {
  const kind = fieldKind(condition.field);
  const name = fieldName(condition.field);
  return (
    <>
      <div class="grid grid-cols-[3fr_2fr] gap-2">
        <Choice
          id={`${id}-field`}
          label="Field"
          value={kind}
          options={FIELD_KINDS.map((one) => ({ value: one, title: fieldWords(one) }))}
          onChoice={(chosen) => onChange(withField(condition, fieldOf(chosen, name)))}
        />
        <Choice
          id={`${id}-operator`}
          label="Test"
          value={condition.operator}
          options={operatorsOf(kind, condition.operator).map(titled)}
          onChoice={(operator) => onChange(withOperator(condition, operator))}
        />
      </div>
      {(kind === "metadata" || kind === "header") && (
        <TextInput
          id={`${id}-name`}
          label={kind === "metadata" ? "Name in the metadata" : "Header"}
          value={name}
          error={error("field")}
          onText={(text) =>
            onChange(withField(condition, fieldOf(kind, kind === "header" ? text.toLowerCase() : text)))}
        />
      )}
      <TestValue id={id} condition={condition} error={error("value")} onChange={onChange} />
    </>
  );
}

function titled(operator: Operator) {
  return { value: operator, title: OPERATOR_WORDS[operator] };
}

interface TestValueProps extends Pick<ConditionFieldsProps<FieldCondition>, "id" | "condition" | "onChange"> {
  error: string | null;
}

function TestValue({ id, condition, error, onChange }: TestValueProps) {
  const value = valueOf(condition);
  const { field } = condition;
  if (value === null) return null;
  const list = field === "api_key" ? "condition-keys" : undefined;
  if (Array.isArray(value)) {
    const scalars = value as readonly Scalar[];
    return (
      <LinesInput
        id={`${id}-value`}
        label="Values, one a line"
        text={scalars.map(String).join("\n")}
        error={error}
        onText={(text) => {
          onChange(withValue(condition, readScalars(text, scalars)));
          return null;
        }}
        isSame={(typed, text) => readScalars(typed, []).join("\n") === readScalars(text, []).join("\n")}
      />
    );
  }
  if (typeof value === "boolean") {
    return (
      <Choice
        id={`${id}-value`}
        label="Value"
        value={String(value)}
        options={[{ value: "true", title: "yes" }, { value: "false", title: "no" }]}
        error={error}
        onChoice={(chosen) => onChange(withValue(condition, chosen === "true"))}
      />
    );
  }
  if (typeof value === "number") {
    return (
      <NumberInput
        id={`${id}-value`}
        label="Value"
        value={Number.isNaN(value) ? undefined : value}
        error={error}
        onNumber={(number) => onChange(withValue(condition, number ?? NaN))}
      />
    );
  }
  return (
    <TextInput
      id={`${id}-value`}
      label="Value"
      list={list}
      value={String(value)}
      error={error}
      onText={(text) => onChange(withValue(condition, text))}
    />
  );
}
