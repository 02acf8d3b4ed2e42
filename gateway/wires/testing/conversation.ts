import type { Conversation, Turn, TurnPart } from "../../translation/conversation.ts";

/** A conversation of one user's turn that says "hi"; `more` replaces what a test cares about. */
export function conversation(more: Partial<Conversation> = {}): Conversation {
  return {
    system: [],
    turns: [userTurn({ type: "text", text: "hi", path: "messages[0].content" })],
    tools: [],
    toolChoice: null,
    parallelToolCalls: null,
    outputTokensMax: null,
    format: null,
    reasoning: null,
    stop: [],
    sampling: { temperature: null, topP: null, topK: null, seed: null, frequencyPenalty: null, presencePenalty: null },
    endUser: null,
    serviceTier: null,
    verbosity: null,
    ...more,
  };
}

export function userTurn(...parts: TurnPart[]): Turn {
  return { role: "user", parts };
}

export function assistantTurn(...parts: TurnPart[]): Turn {
  return { role: "assistant", parts };
}
