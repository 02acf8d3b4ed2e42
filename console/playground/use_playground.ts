import { type ReadonlySignal, type Signal, useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { browserClock, browserFetch } from "../browser/dependencies.ts";
import { pageSession } from "../browser/page_session.ts";
import { onDemand } from "../forms/on_demand.ts";
import { browserDependencies } from "../graphql/dependencies.ts";
import {
  type Answer,
  type Conversation,
  NEW_ANSWER,
  newConversation,
  type Settings,
  withAnswerAt,
} from "./conversation.ts";
import { readAnswer } from "./read_answer.ts";
import { readAnswerRecord } from "./read_answer_record.ts";
import { requestBody, settingsProblems } from "./request_body.ts";

export interface PlaygroundState {
  readonly conversation: Signal<Conversation>;
  readonly problems: ReadonlySignal<Readonly<Record<string, string>>>;
  readonly streaming: ReadonlySignal<boolean>;
  change(settings: Partial<Settings>): void;
  /** Asks every column. False when something is wrong with the settings, or an answer is under way. */
  send(prompt: string): boolean;
  stop(): void;
  clear(): void;
}

/** A conversation with one model or two, kept in the tab until it is closed. */
export function usePlayground(projectId: string, model: string): PlaygroundState {
  const conversation = useSignal(newConversation(model));
  const stopping = useRef(new AbortController());
  const problems = useComputed(() => settingsProblems(conversation.value.settings));
  const streaming = useComputed(() =>
    conversation.value.turns.at(-1)?.answers.some((answer) => answer?.state === "streaming") ?? false
  );
  useEffect(() => {
    // Not before the first rendering, which must be the server's own.
    const kept = sessionStorage.getItem(STORED + projectId);
    if (kept !== null) restore(conversation, kept);
    const keep = () => keepInTab(projectId, conversation.peek());
    addEventListener("pagehide", keep);
    return () => removeEventListener("pagehide", keep);
  }, []);
  const send = (prompt: string) => {
    if (streaming.value || Object.keys(problems.value).length > 0) return false;
    const { settings, turns } = conversation.value;
    const answers = settings.models.map((asked) => ({ ...NEW_ANSWER, model: asked }));
    conversation.value = { settings, turns: [...turns, { prompt, answers }] };
    stopping.current = new AbortController();
    const { signal } = stopping.current;
    const turn = turns.length;
    for (const column of answers.keys()) ask({ projectId, conversation, at: { turn, column }, signal });
    return true;
  };
  return {
    conversation,
    problems,
    streaming,
    change: (settings) => {
      conversation.value = { ...conversation.value, settings: { ...conversation.value.settings, ...settings } };
    },
    send,
    stop: () => stopping.current.abort(),
    clear: () => {
      stopping.current.abort();
      conversation.value = { ...conversation.value, turns: [] };
      keepInTab(projectId, conversation.value);
    },
  };
}

/** What it is held against is wanted only where there is something to hold. */
async function restore(conversation: Signal<Conversation>, kept: string): Promise<void> {
  const module = await onDemand(() => import("./parse_conversation.ts"));
  const parsed = module?.parseConversation(kept) ?? null;
  // Whoever was quicker to ask goes on with that.
  if (parsed !== null && conversation.peek().turns.length === 0) conversation.value = parsed;
}

interface Asked {
  projectId: string;
  conversation: Signal<Conversation>;
  at: { turn: number; column: number };
  signal: AbortSignal;
}

async function ask({ projectId, conversation, at, signal }: Asked): Promise<void> {
  let pending: ((answer: Answer) => Answer)[] = [];
  const flush = () => {
    const changes = pending;
    pending = [];
    if (changes.length === 0) return;
    conversation.value = withAnswerAt(
      conversation.value,
      at,
      (answer) => changes.reduce((changed, change) => change(changed), answer),
    );
  };
  const hasSession = await readAnswer({
    projectId,
    body: requestBody(conversation.value, at.column),
    fetch: browserFetch,
    clock: browserClock,
    signal,
    onChange: (change) => {
      // However many chunks come, the page is rendered once a frame.
      if (pending.push(change) === 1) requestAnimationFrame(flush);
    },
  });
  flush();
  if (!hasSession) pageSession.report();
  keepInTab(projectId, conversation.value);
  const recordId = conversation.value.turns[at.turn]?.answers[at.column]?.recordId;
  if (!recordId) return;
  const record = await readAnswerRecord(browserDependencies().client, recordId, browserClock);
  // The conversation may have been cleared, and another begun.
  conversation.value = withAnswerAt(
    conversation.value,
    at,
    (answer) => answer.recordId === recordId ? { ...answer, record } : answer,
  );
  keepInTab(projectId, conversation.value);
}

const STORED = "perpetuo_playground/";

function keepInTab(projectId: string, conversation: Conversation): void {
  try {
    sessionStorage.setItem(STORED + projectId, JSON.stringify(conversation));
  } catch {
    // Too much for the tab to keep: it is on the page all the same.
  }
}
