import { browserClient } from "../graphql/browser_client.ts";
import { browserClock, browserFetch } from "./dependencies.ts";
import { pageSession } from "./page_session.ts";

/** The GraphQL client of all islands of the page. */
export const pageClient = browserClient({ fetch: browserFetch, clock: browserClock, sessionExpiry: pageSession });
