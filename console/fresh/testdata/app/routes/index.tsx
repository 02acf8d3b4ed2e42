import { signal } from "@preact/signals";
import { Head } from "fresh/runtime";
import Counter from "../islands/Counter.tsx";
import { Inspector } from "../islands/Inspector.tsx";
import Panel from "../islands/Panel.tsx";
import { define } from "../state.ts";

export default define.page(() => {
  const shared = signal(3);
  const cycle: Record<string, unknown> = { list: [1n, undefined, -0], bytes: new Uint8Array([1, 2, 3]) };
  cycle.self = cycle;
  return (
    <main class="p-4">
      <Head>
        <title>Islands</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
      </Head>
      <Counter id="first" count={shared} />
      <Counter id="second" count={shared} />
      <Inspector
        value={{
          cycle,
          url: new URL("https://example.com/a?b"),
          date: new Date(0),
          pattern: /a+/gi,
          set: new Set(["x"]),
          map: new Map([["k", { deep: "</script><!--" }]]),
        }}
      />
      <Panel label="outer" title={<em id="title">Server title</em>}>
        <p id="static">
          Kept <b>as it is</b>: <input id="typed" value="from the server" />
        </p>
        <div>
          <Counter id="inside" count={shared} />
          <Panel label="inner">
            <i>innermost</i>
          </Panel>
        </div>
      </Panel>
    </main>
  );
});
