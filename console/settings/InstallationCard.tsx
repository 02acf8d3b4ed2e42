import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { browserClock } from "../browser/dependencies.ts";
import { toast } from "../browser/toasts.ts";
import { Card } from "../components/Card.tsx";
import { ConfirmByName } from "../components/ConfirmByName.tsx";
import { browserDependencies } from "../graphql/dependencies.ts";
import { rewrapSecretsMutation } from "../graphql/documents/settings.ts";
import { runMutation } from "../graphql/run_mutation.ts";
import { MasterKeyTable } from "./MasterKeyTable.tsx";
import { type Installation, readInstallation } from "./read_settings.ts";
import { RecordGapsList } from "./RecordGapsList.tsx";
import { RewrappingProgress } from "./RewrappingProgress.tsx";

/** For those who run the installation: master keys and their rotation, and whether records are missing. */
export function InstallationCard({ initial }: { initial: Installation }) {
  const shown = useSignal(initial);
  const { masterKeyUsage, rewrapping, recordGaps } = shown.value;
  const isRunning = rewrapping?.state === "RUNNING";
  useEffect(() => {
    if (!isRunning) return;
    const left = new AbortController();
    (async () => {
      while (!left.signal.aborted) {
        await browserClock.delay(POLL_MS, left.signal).catch(() => {});
        if (left.signal.aborted) return;
        const read = await readInstallation(browserDependencies().client);
        if (read !== null) shown.value = read;
      }
    })();
    return () => left.abort();
  }, [isRunning]);
  const current = masterKeyUsage.find((usage) => usage.current)?.masterKeyId ?? null;
  const isOldInUse = masterKeyUsage.some((usage) => !usage.current && usage.count !== "0");
  const rewrap = async (masterKeyId: string) => {
    const outcome = await runMutation(rewrapSecretsMutation, { input: { masterKeyId } }, (data) => data.rewrapSecrets);
    if (outcome.kind === "failed") return toast(outcome.message, "error");
    shown.value = { ...shown.value, rewrapping: outcome.payload.rewrapping };
  };
  return (
    <Card
      title="Installation"
      actions={current !== null && isOldInUse && !isRunning && (
        <ConfirmByName
          id="rewrap"
          trigger="Wrap all with the current key"
          title="Wrap all secrets with the current master key?"
          name={current}
          confirm="Wrap them anew"
          fields={{}}
          onConfirm={() => rewrap(current)}
        >
          Everything that is sealed with an older key is sealed with this one, while all goes on. Only then may the
          older key be taken out of the settings.
        </ConfirmByName>
      )}
    >
      <div class="flex flex-col gap-4">
        <MasterKeyTable usage={masterKeyUsage} />
        {rewrapping && <RewrappingProgress rewrapping={rewrapping} />}
        <RecordGapsList gaps={recordGaps} />
      </div>
    </Card>
  );
}

const POLL_MS = 2_000;
