import type { ComponentChildren } from "preact";

interface DenseFieldProps {
  /** Unique on the page: the field's own id. */
  id: string;
  label: string;
  hint?: ComponentChildren;
  error?: string | null | undefined;
  /** Gets what ties the field to its words. */
  children: (field: FieldAttributes) => ComponentChildren;
}

export interface FieldAttributes {
  id: string;
  "aria-invalid": "true" | undefined;
  "aria-describedby": string | undefined;
}

/** A field of the route editor with its label, hint and error, as small as the tree beside it. */
export function DenseField({ id, label, hint, error, children }: DenseFieldProps) {
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div class="flex min-w-0 flex-col gap-1">
      <label for={id} class="text-xs font-medium">{label}</label>
      {children({ id, "aria-invalid": error ? "true" : undefined, "aria-describedby": described || undefined })}
      {hint && <p id={`${id}-hint`} class="text-xs text-muted">{hint}</p>}
      {error && <p id={`${id}-error`} class="text-xs text-error">{error}</p>}
    </div>
  );
}
