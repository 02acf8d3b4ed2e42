import { HttpError } from "fresh";
import { define } from "../state.ts";

export default define.page(({ error }) => (
  <main>
    <h1>{error instanceof HttpError ? `${error.status} ${error.message}` : "Something broke"}</h1>
  </main>
));
