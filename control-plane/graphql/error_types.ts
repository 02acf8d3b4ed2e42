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

const Issue = builder.objectRef<ValidationIssue>("ValidationIssue").implement({
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
  description: "A name is taken, or the object was changed meanwhile. Read it again, then decide.",
  interfaces: [ErrorInterface],
});

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
