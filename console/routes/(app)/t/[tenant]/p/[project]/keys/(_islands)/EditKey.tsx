import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ApiKey } from "../../../../../../../../api-keys/key_list.ts";
import type { KeyValues } from "../../../../../../../../api-keys/key_values.ts";
import { KeyForm } from "../../../../../../../../api-keys/KeyForm.tsx";
import { RotateKey } from "../../../../../../../../api-keys/RotateKey.tsx";
import { browserClock } from "../../../../../../../../browser/dependencies.ts";
import { toast } from "../../../../../../../../browser/toasts.ts";
import { Badge } from "../../../../../../../../components/Badge.tsx";
import { Card } from "../../../../../../../../components/Card.tsx";
import { ConfirmByName } from "../../../../../../../../components/ConfirmByName.tsx";
import type { FormErrors } from "../../../../../../../../forms/form_errors.ts";
import { onDemand, OUTDATED } from "../../../../../../../../forms/on_demand.ts";
import { useForm } from "../../../../../../../../forms/use_form.ts";
import { browserDependencies } from "../../../../../../../../graphql/dependencies.ts";
import Time from "../../../../../../../../islands/Time.tsx";
import { CounterBars, type LimitCounter } from "../../../../../../../../limits/CounterBars.tsx";
import { objectPath } from "../../../../../../../../session/object_path.ts";

interface EditKeyProps {
  /** Of the list. */
  path: string;
  gatewayUrl: string;
  edited: ApiKey;
  counters: readonly LimitCounter[];
  providers: readonly string[];
  values: KeyValues;
  errors: FormErrors;
  /** Of a rotation that was posted without a script. */
  secret: string | null;
  canWrite: boolean;
}

/** A key: what it allows, a new secret, and its end. */
export default function EditKey(props: EditKeyProps) {
  const { path, gatewayUrl, counters, providers, canWrite } = props;
  const shown = useSignal(props.edited);
  const secret = useSignal(props.secret);
  const load = () => onDemand(() => import("../../../../../../../../api-keys/save_key.ts"));
  const forget = () => {
    secret.value = null;
  };
  useEffect(() => {
    // Pages that were left may be kept whole, to be shown again by going back.
    addEventListener("pagehide", forget);
    return () => removeEventListener("pagehide", forget);
  }, []);
  const form = useForm(async (fields) => {
    const module = await load();
    if (module === null) return OUTDATED;
    const { client } = browserDependencies();
    const outcome = await module.saveKey(client, shown.value, { form: fields, clock: browserClock });
    if (outcome.kind === "refused") return outcome.errors;
    shown.value = outcome.row;
    toast(`“${outcome.row.name}” is changed.`, "success");
    return null;
  }, props.errors);
  const rotation = useForm(async (fields) => {
    const module = await load();
    if (module === null) return OUTDATED;
    const outcome = await module.rotateKey(browserDependencies().client, shown.value, fields);
    if (outcome.kind === "failed") return { message: outcome.message, fields: {} };
    shown.value = outcome.key;
    secret.value = outcome.secret;
    return null;
  });
  const revoke = async () => {
    const module = await load();
    const outcome = await module?.revokeKey(browserDependencies().client, shown.value.id) ?? null;
    if (outcome?.kind !== "saved") return toast(outcome?.message ?? OUTDATED.message!, "error");
    shown.value = outcome.row;
    toast(`“${outcome.row.name}” is revoked.`, "success");
  };
  const key = shown.value;
  const mayChange = canWrite && key.state !== "REVOKED";
  return (
    <div class="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
      <fieldset disabled={!mayChange} class="min-w-0">
        <legend class="sr-only">Key</legend>
        <KeyForm
          values={props.values}
          errors={form.errors.value}
          pending={form.pending.value}
          version={key.version}
          keptExpiry={key.expiresAt === null ? "Never, as it is" : `As it is: ${key.expiresAt.slice(0, 10)}`}
          providers={providers}
          cancelHref={path}
          onSubmit={form.submit}
        />
      </fieldset>
      <div class="flex flex-col gap-4" role="region" aria-label="Use" tabIndex={-1}>
        <KeyUse apiKey={key} counters={counters} />
        {mayChange && (
          <RotateKey
            apiKey={key}
            secret={secret.value}
            gatewayUrl={gatewayUrl}
            pending={rotation.pending.value}
            problem={rotation.errors.value.message}
            href={objectPath(path, key.id)}
            onSubmit={rotation.submit}
            onStored={(event) => {
              event.preventDefault();
              forget();
            }}
          />
        )}
        {mayChange && (
          <Card title="Revoke">
            <div class="flex items-center justify-between gap-3 text-sm">
              <p class="text-muted">For good. Gateways refuse it within a second.</p>
              <ConfirmByName
                id="revoke-key"
                trigger="Revoke"
                title={`Revoke the key “${key.name}”?`}
                name={key.name}
                confirm="Revoke the key"
                fields={{ action: "revoke", id: key.id }}
                onConfirm={revoke}
              >
                It cannot be taken back: applications that use it stop working.
              </ConfirmByName>
            </div>
          </Card>
        )}
      </div>
    </div>
  );
}

function KeyUse({ apiKey, counters }: { apiKey: ApiKey; counters: readonly LimitCounter[] }) {
  const { state, lastUsedAt, createdAt, createdBy, createdByServiceAccount, expiresAt, revokedAt } = apiKey;
  return (
    <Card
      title="Use"
      actions={
        <Badge tone={state === "ACTIVE" ? "success" : state === "EXPIRED" ? "warning" : "neutral"}>
          {state.charAt(0) + state.slice(1).toLowerCase()}
        </Badge>
      }
    >
      <dl class="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm [&_dt]:text-muted">
        <dt>Last used</dt>
        <dd>{lastUsedAt === null ? "never" : <Time at={lastUsedAt} />}</dd>
        <dt>Created</dt>
        <dd>
          <Time at={createdAt} /> {createdBy?.name ?? createdByServiceAccount?.name ?? ""}
        </dd>
        <dt>Ends</dt>
        <dd>{expiresAt === null ? "never" : <Time at={expiresAt} />}</dd>
        {revokedAt !== null && (
          <>
            <dt>Revoked</dt>
            <dd>
              <Time at={revokedAt} />
            </dd>
          </>
        )}
      </dl>
      {counters.length > 0 && (
        <div class="mt-4">
          <CounterBars counters={counters} />
        </div>
      )}
    </Card>
  );
}
