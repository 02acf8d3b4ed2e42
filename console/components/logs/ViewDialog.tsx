import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { NO_ERRORS } from "../../forms/form_errors.ts";
import type { LogFilter } from "../../logs/log_filter.ts";
import type { LogScope } from "../../logs/log_scope.ts";
import { changeView, deleteView, keepView, type ViewAnswer } from "../../logs/keep_view.ts";
import type { SavedView } from "../../logs/saved_view.ts";
import { Button } from "../Button.tsx";
import { Field } from "../Field.tsx";
import { Notice } from "../Notice.tsx";

export interface ViewDialogProps {
  tenantId: string;
  scope: LogScope;
  path: string;
  filter: LogFilter;
  /** The view that is looked at, if any. */
  view: SavedView | null;
  onClose(): void;
}

/** Keeps what the log shows now: filter, time and columns. */
export function ViewDialog(props: ViewDialogProps) {
  const { view, path, onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const errors = useSignal(NO_ERRORS);
  const isBusy = useSignal(false);
  const isSure = useSignal(false);
  useEffect(() => dialog.current?.showModal(), []);
  const send = async (ask: () => Promise<ViewAnswer>) => {
    isBusy.value = true;
    const answer = await ask();
    isBusy.value = false;
    if (answer.kind === "refused") errors.value = answer.errors;
    else location.assign(answer.query === "" ? path : `${path}?${answer.query}`);
  };
  const values = () => {
    const data = new FormData(form.current!);
    return { name: String(data.get("name")).trim(), shared: data.get("shared") !== null };
  };
  const create = () => send(() => keepView({ ...props, ...values() }));
  const canChange = view !== null && view.editable;
  return (
    <dialog ref={dialog} class="modal" aria-labelledby="view-title" onClose={onClose}>
      <form
        ref={form}
        noValidate
        class="modal-box flex max-w-md flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (canChange) send(() => changeView(view, { ...props, ...values() }));
          else create();
        }}
      >
        <h2 id="view-title" class="text-base font-semibold">
          {canChange ? `The view “${view.name}”` : "Save this view"}
        </h2>
        <p class="text-muted">It keeps the filter, the time and the columns as they are now.</p>
        {errors.value.message && <Notice tone="error">{errors.value.message}</Notice>}
        <Field
          id="view-name"
          name="name"
          label="Name"
          defaultValue={canChange ? view.name : ""}
          maxLength={64}
          autocomplete="off"
          autofocus
          required
          error={errors.value.fields["name"]}
        />
        <label class="flex items-center gap-2">
          <input type="checkbox" name="shared" class="checkbox checkbox-sm" defaultChecked={view?.shared ?? false} />
          Everybody in the tenant sees it
        </label>
        <div class="flex flex-wrap justify-end gap-2">
          {canChange && (
            <Button
              tone="danger"
              class="mr-auto"
              disabled={isBusy.value}
              onClick={() => isSure.value ? send(() => deleteView(view)) : isSure.value = true}
            >
              {isSure.value ? `Really delete “${view.name}”` : "Delete"}
            </Button>
          )}
          <Button onClick={() => dialog.current?.close()}>Cancel</Button>
          {canChange && <Button disabled={isBusy.value} onClick={create}>Save as new</Button>}
          <Button type="submit" tone="primary" disabled={isBusy.value}>
            {canChange ? "Save changes" : "Save view"}
          </Button>
        </div>
      </form>
    </dialog>
  );
}
