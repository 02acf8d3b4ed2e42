import type { Command } from "./command.ts";

/** Goes where a command leads, or posts its form. */
export function obeyCommand({ to }: Command): void {
  if (to.kind === "link") return location.assign(to.href);
  const form = document.createElement("form");
  form.method = "post";
  form.action = to.action;
  for (const [name, value] of Object.entries(to.fields)) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}
