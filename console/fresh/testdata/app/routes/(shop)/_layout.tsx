import { define } from "../../state.ts";

export default define.layout(({ Component }) => (
  <section id="shop">
    <Component />
  </section>
));
