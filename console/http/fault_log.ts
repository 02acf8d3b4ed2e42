import { HttpError } from "fresh";
import { define } from "../state.ts";

/** Writes down what an error page does not tell, under the id that it shows. */
export const faultLog = define.middleware(async (ctx) => {
  try {
    return await ctx.next();
  } catch (error) {
    const isExpected = error instanceof HttpError && error.status < 500;
    // Whoever leaves before the page is there ends what it was made of.
    if (!isExpected && !ctx.req.signal.aborted) {
      const { requestId, dependencies } = ctx.state;
      dependencies.logger.error("page_fault", { requestId, path: ctx.url.pathname, error });
    }
    throw error;
  }
});
