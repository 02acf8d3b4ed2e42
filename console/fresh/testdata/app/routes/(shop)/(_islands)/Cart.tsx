import { useId } from "preact/hooks";
import { useSignal } from "@preact/signals";

export default function Cart() {
  const items = useSignal(0);
  const id = useId();
  return (
    <form>
      <label for={id}>Items: {items}</label>
      <input id={id} type="button" value="Add" onClick={() => items.value++} />
    </form>
  );
}
