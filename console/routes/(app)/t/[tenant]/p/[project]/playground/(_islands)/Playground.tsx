import { Conversation } from "../../../../../../../../playground/Conversation.tsx";
import { PlaygroundBar } from "../../../../../../../../playground/PlaygroundBar.tsx";
import { PlaygroundSettings } from "../../../../../../../../playground/PlaygroundSettings.tsx";
import { PromptForm } from "../../../../../../../../playground/PromptForm.tsx";
import { usePlayground } from "../../../../../../../../playground/use_playground.ts";
import { ErrorBoundary } from "../../../../../../../../feedback/ErrorBoundary.tsx";

export interface PlaygroundProps {
  projectId: string;
  /** Where the project's records are. */
  logs: string;
  /** What can be asked for; the first is asked to begin with. */
  models: readonly string[];
}

/** A chat with any route or model of a project, with two side by side. */
export default function Playground({ projectId, logs, models }: PlaygroundProps) {
  const state = usePlayground(projectId, models[0] ?? "");
  return (
    <ErrorBoundary what="The playground">
      <div class="flex flex-col gap-3 lg:h-[calc(100dvh-9.5rem)]">
        <PlaygroundBar state={state} models={models} />
        <div class="flex min-h-0 flex-1 flex-col gap-4 lg:flex-row">
          <div class="flex min-h-96 min-w-0 flex-1 flex-col rounded-box border border-base-300">
            <Conversation state={state} logs={logs} />
            <div class="border-t border-base-300 p-3">
              <PromptForm state={state} />
            </div>
          </div>
          <div class="w-full overflow-y-auto lg:w-72">
            <PlaygroundSettings state={state} />
          </div>
        </div>
      </div>
    </ErrorBoundary>
  );
}
