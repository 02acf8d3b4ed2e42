import { Button } from "../Button.tsx";
import { Field } from "../Field.tsx";
import { TextArea } from "../TextArea.tsx";
import type { RouteFormValues } from "../../route-editor/route_form.ts";

/** A route to be edited where there is no script: its tree as JSON. */
export function RouteForm({ values, version }: { values: RouteFormValues; version: number }) {
  return (
    <form method="post" class="mt-6 flex max-w-3xl flex-col gap-4">
      <h2 class="text-base font-semibold">Edit without a script</h2>
      <input type="hidden" name="action" value="save" />
      <input type="hidden" name="version" value={version} />
      <Field name="name" label="Name" defaultValue={values.name} maxLength={64} required />
      <Field name="aliases" label="Aliases" hint="Separated by commas" defaultValue={values.aliases} />
      <Field
        name="ttlSeconds"
        label="Keep answers for … seconds"
        hint="Empty: they are not kept"
        inputMode="numeric"
        defaultValue={values.ttlSeconds}
      />
      <Field
        name="answerBytesMax"
        label="Largest answer that is kept, bytes"
        inputMode="numeric"
        defaultValue={values.answerBytesMax}
      />
      <TextArea id="field-tree" name="tree" label="Tree, in JSON" rows={16} defaultValue={values.tree} />
      <Button type="submit" tone="primary" class="self-start">Save in the draft</Button>
    </form>
  );
}
