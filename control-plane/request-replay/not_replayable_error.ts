import type { CapturedText } from "../../shared/contracts/captured_body.ts";
import { ApiError } from "../api_error.ts";
import type { ReadBodies } from "../bodies/read_bodies.ts";

/** Why a request cannot be sent once more as it was: what there is of its body, or what was done to it. */
export type NotReplayableReason =
  | Exclude<ReadBodies["state"], "captured">
  | "redacted"
  | "truncated"
  | "media_replaced";

/** The request's own body is not there as it was. */
export class NotReplayableError extends ApiError {
  override readonly name = "NotReplayableError";
  readonly code = "CONFLICT";
  readonly reason: NotReplayableReason;

  constructor(reason: NotReplayableReason) {
    super(MESSAGES[reason]);
    this.reason = reason;
  }
}

/** What keeps a captured prompt from being sent once more; null: nothing. */
export function flawOf({ truncated, redactions, mediaCharacters }: CapturedText): NotReplayableReason | null {
  if (truncated) return "truncated";
  if (redactions.length > 0) return "redacted";
  return mediaCharacters > 0 ? "media_replaced" : null;
}

const MESSAGES: Readonly<Record<NotReplayableReason, string>> = {
  not_captured: "The request was not captured. Turn on the project's capture to repeat later ones.",
  no_log: "The request said x-perpetuo-no-log, and was not captured.",
  pending: "The request's body may still be on its way. Try again within a minute.",
  dropped: "The request's body was lost on its way.",
  expired: "The time that the project keeps bodies is over.",
  unreadable: "The request's body cannot be decrypted: its master key is not at hand.",
  redacted: "Something was taken out of the request's body when it was captured, and cannot be put back.",
  truncated: "The request's body was cut when it was captured. The project's capture may keep more of each.",
  media_replaced: "Images or files of the request's body were replaced by their size when it was captured.",
};
