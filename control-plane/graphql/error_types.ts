import {
  ApiError,
  ConflictError,
  ForbiddenError,
  NotFoundError,
  UnauthenticatedError,
  ValidationError,
  type ValidationIssue,
} from "../api_error.ts";
import { builder } from "./builder.ts";
import { encodeGlobalId } from "./global_id.ts";

/** What every error of a result union has. */
export const ErrorInterface = builder.interfaceRef<ApiError>("Error").implement({
  description: "An expected outcome other than success.",
  fields: (t) => ({
    message: t.exposeString("message", { description: "What is wrong and what to do, in a sentence for people." }),
    code: t.string({
      description:
        "The stable name of this outcome, for programs; the same that top-level errors have in `extensions.code`.",
      resolve: (error) => error.code,
    }),
  }),
});

export const Issue = builder.objectRef<ValidationIssue>("ValidationIssue").implement({
  description: "What is wrong with one part of an input.",
  fields: (t) => ({
    path: t.exposeStringList("path", {
      description: "Where in the input, from its root; positions in lists are numbers.",
    }),
    message: t.exposeString("message", { description: "What is expected there." }),
  }),
});

builder.objectType(ValidationError, {
  name: "ValidationError",
  description: "The input does not fit.",
  interfaces: [ErrorInterface],
  fields: (t) => ({
    issues: t.field({
      type: [Issue],
      description: "Every problem found, at least one.",
      resolve: (error) => [...error.issues],
    }),
  }),
});

builder.objectType(ConflictError, {
  name: "ConflictError",
  description:
    "A name is taken, something stands in the way, or the object was changed meanwhile: then both versions and the " +
    "object as it is now are told.",
  interfaces: [ErrorInterface],
  fields: (t) => ({
    baseVersion: t.int({
      nullable: true,
      description: "The version that the change was based on; null where no version was in question.",
      resolve: ({ details }) => details.stale?.baseVersion ?? null,
    }),
    currentVersion: t.int({
      nullable: true,
      description: "The object's version now; null where no version was in question.",
      resolve: ({ details }) => details.stale?.currentVersion ?? null,
    }),
    current: t.node({
      description: "The object as it is now; null where no version was in question.",
      id: ({ details }) => details.stale && encodeGlobalId(details.stale.object.type, details.stale.object.id),
    }),
    blockers: t.nodeList({
      description: "What stands in the way, such as the routes that use a provider; at most 20.",
      ids: ({ details }) =>
        (details.blockers ?? []).slice(0, BLOCKERS_MAX).map(({ type, id }) => encodeGlobalId(type, id)),
    }),
  }),
});

const BLOCKERS_MAX = 20;

builder.objectType(ForbiddenError, {
  name: "ForbiddenError",
  description: "Your role, or the token's scopes, do not allow this.",
  interfaces: [ErrorInterface],
});

builder.objectType(UnauthenticatedError, {
  name: "UnauthenticatedError",
  description: "Nobody is signed in, or the token does not hold.",
  interfaces: [ErrorInterface],
});

builder.objectType(NotFoundError, {
  name: "NotFoundError",
  description: "There is no such object, or it is another tenant's: the two are never told apart.",
  interfaces: [ErrorInterface],
});
