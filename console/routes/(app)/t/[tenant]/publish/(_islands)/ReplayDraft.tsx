import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { browserClock } from "../../../../../../browser/dependencies.ts";
import { Button } from "../../../../../../components/Button.tsx";
import { Field } from "../../../../../../components/Field.tsx";
import { Notice } from "../../../../../../components/Notice.tsx";
import { SelectField } from "../../../../../../components/SelectField.tsx";
import { browserDependencies } from "../../../../../../graphql/dependencies.ts";
import { ReplayResult } from "../../../../../../publishing/ReplayResult.tsx";
import {
  type DraftReplay,
  LAST_CHOICES,
  readReplayForm,
  type RunningReplay,
  runReplay,
} from "../../../../../../publishing/run_replay.ts";
import { projectParam } from "../../../../../../session/places.ts";

interface ReplayDraftProps {
  tenantId: string;
  /** `/t/<slug>` */
  tenantPath: string;
  projects: readonly { id: string; name: string }[];
}

/** Tries the draft on requests that are on record: nobody is called, and nothing is changed. */
export default function ReplayDraft({ tenantId, tenantPath, projects }: ReplayDraftProps) {
  const running = useRef<RunningReplay | null>(null);
  const elapsed = useSignal<number | null>(null);
  const result = useSignal<{ replay: DraftReplay; logsPath: string | null } | null>(null);
  const problem = useSignal<string | null>(null);
  // Nothing to be pressed before there is a script to hear it.
  const listens = useSignal(false);
  useEffect(() => {
    listens.value = true;
    return () => running.current?.cancel();
  }, []);
  const run = async (event: SubmitEvent) => {
    event.preventDefault();
    if (running.current !== null) return;
    const input = readReplayForm(new FormData(event.currentTarget as HTMLFormElement), tenantId);
    const replay = running.current = runReplay(browserDependencies().client, input);
    [result.value, problem.value, elapsed.value] = [null, null, 0];
    countSeconds();
    const outcome = await replay.done;
    running.current = null;
    elapsed.value = null;
    if (outcome === null) problem.value = "The replay was cancelled.";
    else if (outcome.kind === "failed") {
      problem.value = [outcome.message, ...outcome.issues.map(({ message }) => message)].join(" ");
    } else {
      const project = input.projectId ?? (projects.length === 1 ? projects[0]!.id : null);
      const logsPath = project === null ? null : `${tenantPath}/p/${projectParam(project)}/logs`;
      result.value = { replay: outcome.replay, logsPath };
    }
  };
  const countSeconds = async () => {
    const counted = running.current;
    for (;;) {
      await browserClock.delay(1_000);
      if (running.current !== counted || elapsed.value === null) return;
      elapsed.value++;
    }
  };
  const isRunning = elapsed.value !== null;
  return (
    <div class="flex flex-col gap-4">
      <form class="flex flex-wrap items-end gap-3" onSubmit={run} aria-busy={isRunning}>
        <div class="w-40">
          <SelectField
            id="replay-last"
            name="last"
            label="Requests"
            options={LAST_CHOICES.map((last) => ({
              value: String(last),
              title: `the last ${last.toLocaleString("en")}`,
            }))}
            chosen="10000"
          />
        </div>
        <div class="w-48">
          <SelectField
            id="replay-project"
            name="projectId"
            label="Project"
            options={[{ value: "", title: "All" }, ...projects.map(({ id, name }) => ({ value: id, title: name }))]}
            chosen=""
          />
        </div>
        <div class="w-48">
          <Field id="replay-route" name="routeName" label="Route" placeholder="all" autocomplete="off" />
        </div>
        {isRunning
          ? <Button onClick={() => running.current?.cancel()}>Cancel</Button>
          : <Button type="submit" disabled={!listens.value}>Replay them</Button>}
      </form>
      <noscript>
        <p class="text-sm text-muted">
          This needs a script; <code>replayDraft</code> of the API does the same.
        </p>
      </noscript>
      <div role="status">
        {isRunning && (
          <div class="flex items-center gap-3 text-sm">
            <progress class="progress progress-primary w-40" aria-label="Replaying" />
            Replaying … <span class="text-muted tabular-nums" aria-hidden="true">{elapsed.value} s</span>
          </div>
        )}
        {problem.value !== null && <Notice tone="warning">{problem.value}</Notice>}
        {result.value !== null && <span class="sr-only">The replay is done.</span>}
      </div>
      {result.value !== null && <ReplayResult {...result.value} />}
    </div>
  );
}
