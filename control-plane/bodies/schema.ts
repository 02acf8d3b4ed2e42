import type { CapturedText, RedactionCount } from "../../shared/contracts/captured_body.ts";
import { builder } from "../graphql/builder.ts";
import { RequestLogNode } from "../logs/request_log_node.ts";
import { type ReadBodies, readBodies } from "./read_bodies.ts";

const BodiesStateEnum = builder.enumType("RequestBodiesState", {
  description: "What there is of a request's prompt and answer.",
  values: {
    CAPTURED: { value: "captured", description: "They are here." },
    NOT_CAPTURED: {
      value: "not_captured",
      description: "The project captured none, or there was no prompt to capture.",
    },
    NO_LOG: { value: "no_log", description: "The request said `x-perpetuo-no-log`." },
    PENDING: { value: "pending", description: "They may still be on their way; ask again within a minute." },
    DROPPED: { value: "dropped", description: "They were lost on their way; `bodyLosses` counts why." },
    EXPIRED: { value: "expired", description: "The time that the project keeps them is over." },
    UNREADABLE: { value: "unreadable", description: "The master key that they were sealed with is not at hand." },
  } as const,
});

const RedactionCountType = builder.objectRef<RedactionCount>("RequestBodyRedaction").implement({
  description: "What was taken out of a body, and how often.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "`secret`, `email`, `card_number` or `phone_number`." }),
    count: t.exposeInt("count", { description: "How often." }),
  }),
});

const CapturedTextType = builder.objectRef<CapturedText>("CapturedBody").implement({
  description: "A prompt or an answer as it is kept: redacted, media replaced by their size, and cut.",
  fields: (t) => ({
    text: t.exposeString("text", { description: "JSON, or the events of a stream; what was cut off is missing." }),
    bytes: t.exposeInt("bytes", { description: "How long it was on the wire, in bytes." }),
    truncated: t.exposeBoolean("truncated", { description: "Whether some of it is missing at its end." }),
    mediaCharacters: t.exposeInt("mediaCharacters", {
      description: "Characters of images, files and the like that were replaced by their size.",
    }),
    redactions: t.field({
      type: [RedactionCountType],
      description: "What was taken out of it.",
      resolve: ({ redactions }) => redactions,
    }),
  }),
});

const RequestBodies = builder.objectRef<ReadBodies>("RequestBodies").implement({
  description: "A request's prompt and answer, as far as they are kept.",
  fields: (t) => ({
    state: t.field({ type: BodiesStateEnum, description: "What there is.", resolve: ({ state }) => state }),
    request: t.field({
      type: CapturedTextType,
      nullable: true,
      description: "The prompt; null unless captured.",
      resolve: (bodies) => bodies.state === "captured" ? bodies.texts.request : null,
    }),
    answer: t.field({
      type: CapturedTextType,
      nullable: true,
      description: "The answer, as far as it came; null unless captured, and where none was begun.",
      resolve: (bodies) => bodies.state === "captured" ? bodies.texts.answer : null,
    }),
  }),
});

/** One costs as much as many fields: it is decrypted, may have megabytes, and goes on the audit trail. */
const BODIES_COMPLEXITY = 2_000;

builder.objectField(RequestLogNode, "bodies", (t) =>
  t.field({
    type: RequestBodies,
    nullable: true,
    complexity: BODIES_COMPLEXITY,
    description:
      "Prompt and answer, for owners and administrators; each reading is on the audit trail. Null, with an error beside " +
      "it, for whoever may not read them.",
    resolve: (record, _args, context) => readBodies(context, record),
  }));
