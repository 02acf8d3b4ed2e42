import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Notice } from "../components/Notice.tsx";
import { SelectField } from "../components/SelectField.tsx";
import Time from "../islands/Time.tsx";
import type { ApiKey } from "./key_list.ts";
import { GRACE_CHOICES } from "./grace_choices.ts";
import { NewKeySecret } from "./NewKeySecret.tsx";

interface RotateKeyProps {
  apiKey: ApiKey;
  /** The new secret, while it is shown. */
  secret: string | null;
  gatewayUrl: string;
  pending: boolean;
  problem: string | null;
  /** Where having stored it leads without a script. */
  href: string;
  onSubmit: (event: SubmitEvent) => void;
  onStored: (event: Event) => void;
}

/** Gives a key another secret under the same id, and shows it once. */
export function RotateKey(props: RotateKeyProps) {
  const { apiKey, secret, gatewayUrl, pending, problem, href, onSubmit, onStored } = props;
  return (
    <Card title="Rotate">
      <div class="flex flex-col gap-3 text-sm">
        {problem && <Notice tone="error">{problem}</Notice>}
        {apiKey.previousSecretUntil !== null && (
          <p role="status">
            The secret before holds until <Time at={apiKey.previousSecretUntil} />.
          </p>
        )}
        {secret === null
          ? (
            <form method="post" class="flex flex-col gap-3" onSubmit={onSubmit} aria-busy={pending}>
              <input type="hidden" name="action" value="rotate" />
              <input type="hidden" name="version" value={apiKey.version} />
              <p class="text-muted">
                A new secret under the same id: limits, counters and records stay. Another rotation ends the oldest
                secret at once.
              </p>
              <SelectField
                id="rotate-grace"
                name="graceHours"
                label="The present secret holds on"
                options={GRACE_CHOICES}
                chosen="24"
              />
              <Button type="submit" disabled={pending}>{pending ? "Rotating …" : "Make a new secret"}</Button>
            </form>
          )
          : (
            <>
              <NewKeySecret secret={secret} gatewayUrl={gatewayUrl} model="default" />
              <div class="flex justify-end">
                <Button href={href} tone="primary" onClick={onStored}>I have stored it</Button>
              </div>
            </>
          )}
      </div>
    </Card>
  );
}
