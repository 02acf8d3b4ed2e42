import type { Question } from "./party.ts";

const PROMPT =
  "Tell me a long story about a fox, a dog, and a load balancer that could not keep up with its streams. " +
  "It should have a beginning in which everything seems well, a middle in which the queue grows, and an end from which " +
  "the reader learns something about backpressure. Name the fox after a river and the dog after a mountain, let them " +
  "meet at a crossing of two roads at night, and let neither of them say what they want before the third page. Please " +
  "write plainly, without headings, and stop where the story ends.";

/** The body of a chat request as the clients of every party send it, some 800 bytes. */
export function questionBody(question: Question, model: string): string {
  return JSON.stringify({
    model,
    messages: [
      { role: "system", content: "You are a storyteller who answers in the language of the question." },
      { role: "user", content: PROMPT },
    ],
    temperature: 0.7,
    max_tokens: 64,
    ...(question !== "whole" && { stream: true, stream_options: { include_usage: true } }),
  });
}
