import type { Signal } from "@preact/signals";
import { useState } from "preact/hooks";

export default function Counter({ id, count }: { id: string; count: Signal<number> }) {
  const [clicks, setClicks] = useState(0);
  const click = () => {
    count.value++;
    setClicks(clicks + 1);
  };
  return (
    <p id={id}>
      <button type="button" class="btn" onClick={click}>Count</button> <output>{count}</output> of which{" "}
      <span>{clicks}</span> here
    </p>
  );
}
