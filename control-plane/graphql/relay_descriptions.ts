import { PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX } from "./field_complexity.ts";

/** What the types and arguments that the Relay plugin makes are for. */
export const relayDescriptions = {
  nodeTypeOptions: { description: "An object with a global id, which `node(id)` finds again." },
  idFieldOptions: { description: "The global id: opaque, never reused." },
  defaultConnectionTypeOptions: { description: "A page of a list." },
  defaultEdgeTypeOptions: { description: "An object and its place in the list." },
  cursorFieldOptions: { description: "Where this object stands in the list." },
  mutationInputArgOptions: { description: "What to do, and to what." },
  firstArgOptions: {
    description: `How many from the front; ${PAGE_SIZE_DEFAULT} by default, ${PAGE_SIZE_MAX} at most.`,
  },
  lastArgOptions: { description: `How many from the end; ${PAGE_SIZE_MAX} at most.` },
  afterArgOptions: { description: "Only what comes after this cursor." },
  beforeArgOptions: { description: "Only what comes before this cursor." },
  pageInfoTypeOptions: { description: "Where a page of a connection stands." },
  pageInfoFieldOptions: { description: "Whether there is more, and where to go on." },
  hasNextPageFieldOptions: { description: "Whether more comes after." },
  hasPreviousPageFieldOptions: { description: "Whether there is more before." },
  startCursorFieldOptions: { description: "The cursor of the first object; null on an empty page." },
  endCursorFieldOptions: { description: "The cursor of the last object; null on an empty page." },
} as const;
