/** One column's answer to a message. */
export interface Answer {
  /** What was asked for. */
  model: string;
  text: string;
  toolCalls: readonly ToolCall[];
  state: "streaming" | "done" | "stopped" | "failed";
  /** Why it failed. */
  problem: string | null;
  /** The record's global id; null where there is none. */
  recordId: string | null;
  /** From sending to the first content and to the end, as the browser saw it. */
  firstMs: number | null;
  totalMs: number | null;
  record: AnswerRecord | null;
}

export interface ToolCall {
  name: string;
  arguments: string;
}

/** What is on record of it. */
export interface AnswerRecord {
  requestId: string;
  target: string;
  inputTokens: number;
  outputTokens: number;
  /** Decimal; null: unpriced. */
  costNanoUsd: string | null;
  ttftMs: number | null;
  totalMs: number;
}

/** A message and the answer of each column that was asked. */
export interface Turn {
  prompt: string;
  answers: readonly (Answer | null)[];
}

export interface Settings {
  /** One or two models, a column each. */
  models: readonly string[];
  system: string;
  /** As typed; empty leaves it to the model. */
  temperature: string;
  topP: string;
  maxTokens: string;
  /** JSON, as typed. */
  tools: string;
}

export interface Conversation {
  settings: Settings;
  turns: readonly Turn[];
}

export const NEW_ANSWER: Omit<Answer, "model"> = {
  text: "",
  toolCalls: [],
  state: "streaming",
  problem: null,
  recordId: null,
  firstMs: null,
  totalMs: null,
  record: null,
};

export function newConversation(model: string): Conversation {
  return {
    settings: { models: [model], system: "", temperature: "", topP: "", maxTokens: "", tools: "" },
    turns: [],
  };
}

/** With one answer changed. */
export function withAnswerAt(
  conversation: Conversation,
  at: { turn: number; column: number },
  change: (answer: Answer) => Answer,
): Conversation {
  const turns = conversation.turns.map((turn, index) => {
    if (index !== at.turn) return turn;
    return {
      ...turn,
      answers: turn.answers.map((answer, other) => other === at.column && answer !== null ? change(answer) : answer),
    };
  });
  return { ...conversation, turns };
}
