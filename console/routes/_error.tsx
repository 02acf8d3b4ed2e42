import { ErrorPage } from "../components/ErrorPage.tsx";
import { define } from "../state.ts";

export default define.page(({ error, state }) => <ErrorPage error={error} requestId={state.requestId} />);
