import CopyButton from "../islands/CopyButton.tsx";

/** A secret that no answer will ever hold again, with what to do about it. Only within an island, or where one follows. */
export function SecretOnce({ secret, label }: { secret: string; label: string }) {
  return (
    <div class="flex flex-col gap-1.5">
      <div class="flex items-center gap-2 rounded-box border border-warning/50 bg-warning/10 py-1.5 pr-1.5 pl-3">
        <code class="min-w-0 flex-1 break-all select-all" aria-label={label}>{secret}</code>
        <CopyButton text={secret} label={`Copy: ${label}`} />
      </div>
      <p class="text-xs text-muted">
        This is the only time it is shown: we keep a hash of it. Put it where your application finds its secrets.
      </p>
    </div>
  );
}
