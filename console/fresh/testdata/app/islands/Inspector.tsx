import { useEffect, useRef } from "preact/hooks";
import { IS_BROWSER } from "fresh/runtime";

// deno-lint-ignore no-explicit-any -- whatever the page gives.
export function Inspector({ value }: { value: any }) {
  const pre = useRef<HTMLPreElement>(null);
  useEffect(() => {
    const { cycle, url, date, pattern, set, map } = value;
    const [big, missing, zero] = cycle.list;
    const facts = [
      IS_BROWSER,
      cycle.self === cycle,
      big === 1n,
      missing === undefined,
      Object.is(zero, -0),
      cycle.bytes instanceof Uint8Array && cycle.bytes.join() === "1,2,3",
      url instanceof URL && url.href === "https://example.com/a?b",
      date instanceof Date && date.getTime() === 0,
      pattern instanceof RegExp && String(pattern) === "/a+/gi",
      set instanceof Set && set.has("x"),
      map instanceof Map && map.get("k").deep === "</script><!--",
    ];
    pre.current!.textContent = facts.join();
  }, []);
  return <pre id="facts" ref={pre}>waiting</pre>;
}
