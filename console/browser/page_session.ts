import { createSessionExpiry } from "../graphql/session_expiry.ts";

/** The session of the page, as all its islands see it: the first that is told of its end tells the others. */
export const pageSession = createSessionExpiry();
