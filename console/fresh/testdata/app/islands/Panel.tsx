import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

interface PanelProps {
  label: string;
  title?: ComponentChildren;
  children?: ComponentChildren;
}

/** Shows its children at first, and its title only once asked. */
export default function Panel({ label, title, children }: PanelProps) {
  const [isOpen, setOpen] = useState(true);
  return (
    <fieldset id={label}>
      <legend>{isOpen ? label : title}</legend>
      <button type="button" onClick={() => setOpen(!isOpen)}>Toggle {label}</button>
      {isOpen && children}
    </fieldset>
  );
}
