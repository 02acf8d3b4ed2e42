import type { ErrorClass } from "../../shared/contracts/error_class.ts";

/** What a provider's HTTP status alone says of why it failed; `status` is not of the 2xx. */
export function statusErrorClass(status: number): ErrorClass {
  switch (status) {
    case 401:
    case 403:
      return "authentication";
    case 404:
      return "not_found";
    case 408:
      return "timeout";
    // 402 is an empty account at several providers: as with a spent quota, another credential or target may do.
    case 402:
    case 429:
      return "rate_limited";
    case 503:
    case 529:
      return "overloaded";
    default:
      if (status >= 500) return "server_error";
      // A redirect or an interim status is not an answer of this API at all.
      return status >= 400 ? "invalid_request" : "malformed";
  }
}
