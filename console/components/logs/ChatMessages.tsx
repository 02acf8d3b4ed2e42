import type { Message, MessagePart } from "../../logs/conversation.ts";

/** What was said, one below the other, by whom. */
export function ChatMessages({ messages, label }: { messages: readonly Message[]; label: string }) {
  return (
    <ol aria-label={label} class="flex flex-col gap-2">
      {messages.map(({ role, parts }, place) => (
        <li
          key={place}
          class={`rounded-box border px-3 py-2 ${
            role === "assistant" ? "border-primary/30 bg-primary/5" : "border-base-300 bg-base-100"
          }`}
        >
          <p class="mb-0.5 text-xs font-semibold text-muted">{role}</p>
          {parts.length === 0 && <p class="text-muted">nothing</p>}
          {parts.map((part, index) => <Part key={index} part={part} />)}
        </li>
      ))}
    </ol>
  );
}

function Part({ part }: { part: MessagePart }) {
  switch (part.kind) {
    case "text":
      return <p class="wrap-anywhere whitespace-pre-wrap">{part.text}</p>;
    case "thinking":
      return (
        <details class="my-1 text-muted">
          <summary class="cursor-pointer">Thinking</summary>
          <p class="wrap-anywhere whitespace-pre-wrap">{part.text}</p>
        </details>
      );
    case "tool_call":
      return (
        <div class="my-1">
          <p>
            calls <code class="font-semibold">{part.name}</code>
          </p>
          <pre class="text-xs wrap-anywhere whitespace-pre-wrap">{part.input}</pre>
        </div>
      );
    case "tool_result":
      return (
        <div class="my-1">
          <p class="text-xs text-muted">result of {part.name}</p>
          <pre class="text-xs wrap-anywhere whitespace-pre-wrap">{part.text}</pre>
        </div>
      );
    case "media":
      return (
        <p class="my-1 w-fit rounded-field border border-dashed border-base-300 px-2 py-1 text-xs text-muted">
          {part.words}
        </p>
      );
    case "other":
      return <pre class="text-xs wrap-anywhere whitespace-pre-wrap">{part.json}</pre>;
  }
}
