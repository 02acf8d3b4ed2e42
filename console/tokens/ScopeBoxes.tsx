import { Checkbox } from "../components/Checkbox.tsx";
import { SCOPE_GROUPS, type ScopeResource } from "./scopes.ts";

interface ScopeBoxesProps {
  /** What the ids begin with; unique on the page. */
  id: string;
  error?: string | undefined;
}

/** What a token may do, by resource. While everything is ticked the rest is out of sight, by the style sheet alone. */
export function ScopeBoxes({ id, error }: ScopeBoxesProps) {
  return (
    <fieldset class="group/scopes flex flex-col gap-2" aria-describedby={error && `${id}-error`}>
      <legend class="mb-1 text-sm font-medium">What it may do</legend>
      <Checkbox id={`${id}-all`} name="all" hint="Everything that its owner may, also what comes later.">
        Everything
      </Checkbox>
      <div class="max-h-72 overflow-y-auto rounded-box border border-base-300 p-3 group-has-[[name=all]:checked]/scopes:hidden">
        {SCOPE_GROUPS.map(({ title, resources }) => (
          <table key={title} class="mb-2 w-full last:mb-0">
            <thead>
              <tr class="text-xs text-muted">
                <th scope="col" class="py-1 text-left font-medium">{title}</th>
                <th scope="col" class="w-16 font-medium">Read</th>
                <th scope="col" class="w-16 font-medium">Write</th>
              </tr>
            </thead>
            <tbody>
              {resources.map((one) => (
                <tr key={one.resource}>
                  <th scope="row" class="py-0.5 text-left font-normal">{one.title}</th>
                  <ScopeBox {...one} level="read" />
                  <ScopeBox {...one} level="write" />
                </tr>
              ))}
            </tbody>
          </table>
        ))}
      </div>
      {error && <p id={`${id}-error`} class="text-xs text-error">{error}</p>}
    </fieldset>
  );
}

function ScopeBox({ resource, title, levels, level }: ScopeResource & { level: "read" | "write" }) {
  return (
    <td class="text-center">
      {levels.includes(level) && (
        <input
          type="checkbox"
          name="scopes"
          value={`${resource}:${level}`}
          aria-label={`${title}: ${level}`}
          class="checkbox checkbox-xs align-middle"
        />
      )}
    </td>
  );
}
