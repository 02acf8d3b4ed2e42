import type { TargetNode } from "../../../shared/contracts/route_tree.ts";
import type { RouteChoices } from "../../route-editor/read_route.ts";
import { LinesInput } from "./LinesInput.tsx";
import { NumberInput } from "./NumberInput.tsx";
import { TextInput } from "./TextInput.tsx";

interface TargetFieldsProps {
  value: TargetNode;
  choices: RouteChoices;
  error: (...field: string[]) => string | null;
  onChange: (value: TargetNode, field: string) => void;
}

/** What can be set of a target. */
export function TargetFields(props: TargetFieldsProps) {
  const { value, choices, error, onChange } = props;
  const models = choices.providers.find(({ name }) => name === value.provider)?.models ?? [];
  return (
    <>
      <TextInput
        id="target-provider"
        label="Provider"
        list="target-providers"
        isFirst
        value={value.provider}
        error={error("provider")}
        onText={(provider) => onChange({ ...value, provider }, "provider")}
      />
      <datalist id="target-providers">
        {choices.providers.map(({ name }) => <option key={name} value={name} />)}
      </datalist>
      <TextInput
        id="target-model"
        label="Model"
        list="target-models"
        value={value.model}
        error={error("model")}
        onText={(model) => onChange({ ...value, model }, "model")}
      />
      <datalist id="target-models">
        {models.map((name) => <option key={name} value={name} />)}
      </datalist>
      <Timeouts {...props} />
      <details
        class="rounded-field border border-base-300 px-3 py-2"
        open={value.retries !== undefined || value.slowStream !== undefined || value.overrides !== undefined}
      >
        <summary class="cursor-pointer text-xs font-medium">Retries, slow streams, overrides</summary>
        <div class="mt-2 flex flex-col gap-2">
          <NumberInput
            id="target-retries"
            label="Retries before another takes over"
            placeholder="only where no other is left"
            value={value.retries}
            error={error("retries")}
            onNumber={(retries) => onChange(withField(value, "retries", retries), "retries")}
          />
          <SlowStream {...props} />
          <Overrides value={value} error={error("overrides")} onChange={onChange} />
        </div>
      </details>
    </>
  );
}

function Timeouts({ value, error, onChange }: TargetFieldsProps) {
  const { timeouts } = value;
  return (
    <details class="rounded-field border border-base-300 px-3 py-2" open={timeouts !== undefined}>
      <summary class="cursor-pointer text-xs font-medium">Timeouts, in milliseconds</summary>
      <div class="mt-2 grid grid-cols-2 gap-2">
        {TIMEOUTS.map(({ name, label, placeholder }) => (
          <NumberInput
            key={name}
            id={`target-${name}`}
            label={label}
            placeholder={placeholder}
            value={timeouts?.[name]}
            error={error("timeouts", name)}
            onNumber={(ms) =>
              onChange(withField(value, "timeouts", someOf({ ...timeouts, [name]: ms })), `timeouts/${name}`)}
          />
        ))}
      </div>
    </details>
  );
}

function SlowStream({ value, error, onChange }: TargetFieldsProps) {
  const { slowStream } = value;
  const set = (name: "chunksMin" | "windowMs") => (number: number | undefined) => {
    // One without the other is refused by the contract, which says so at the other.
    const changed = someOf({ ...slowStream, [name]: number }) as TargetNode["slowStream"];
    onChange(withField(value, "slowStream", changed), `slowStream/${name}`);
  };
  return (
    <div class="grid grid-cols-2 gap-2">
      <NumberInput
        id="target-chunks"
        label="At least … chunks"
        placeholder="no bound"
        value={slowStream?.chunksMin}
        error={error("slowStream", "chunksMin")}
        onNumber={set("chunksMin")}
      />
      <NumberInput
        id="target-window"
        label="within … ms"
        placeholder="1000 to 600000"
        value={slowStream?.windowMs}
        error={error("slowStream", "windowMs")}
        onNumber={set("windowMs")}
      />
    </div>
  );
}

function Overrides(
  { value, error, onChange }: Pick<TargetFieldsProps, "value" | "onChange"> & { error: string | null },
) {
  return (
    <LinesInput
      id="target-overrides"
      label="Fields set in the request (JSON)"
      hint="null removes a field"
      placeholder='{ "temperature": 0 }'
      text={value.overrides === undefined ? "" : JSON.stringify(value.overrides, null, 2)}
      error={error}
      onText={(text) => {
        const overrides = readOverrides(text);
        if (overrides === null) return "This is no JSON object.";
        onChange(withField(value, "overrides", overrides), "overrides");
        return null;
      }}
      isSame={(typed, text) => {
        const read = readOverrides(typed);
        return read !== null && JSON.stringify(read) === JSON.stringify(readOverrides(text));
      }}
    />
  );
}

/** Undefined for no text; null for what is no JSON object. */
function readOverrides(text: string): TargetNode["overrides"] | null {
  if (text.trim() === "") return undefined;
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

const TIMEOUTS = [
  { name: "connectMs", label: "Connection", placeholder: "5000" },
  { name: "firstTokenMs", label: "First token", placeholder: "60000" },
  { name: "idleMs", label: "Between chunks", placeholder: "60000" },
  { name: "totalMs", label: "In all", placeholder: "600000" },
] as const;

/** A field of its own is left out where it says nothing. */
function withField<Key extends "timeouts" | "overrides" | "retries" | "slowStream">(
  value: TargetNode,
  key: Key,
  field: TargetNode[Key],
): TargetNode {
  const { [key]: _before, ...rest } = value;
  return (field === undefined ? rest : { ...rest, [key]: field }) as TargetNode;
}

function someOf<Fields extends object>(fields: Fields): Fields | undefined {
  const given = Object.entries(fields).filter(([, field]) => field !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given) as Fields;
}
