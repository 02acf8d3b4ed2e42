import { Badge, type BadgeTone } from "../components/Badge.tsx";
import Time from "../islands/Time.tsx";
import { type Change, type ChangedObject, groupChanges, SUBJECT_TITLES, valueInLine, valueText } from "./change.ts";
import { type ObjectPlaces, subjectHref } from "./object_links.ts";
import type { LastEdits } from "./read_edits.ts";

interface ChangeGroupsProps {
  changes: readonly Change[];
  places: ObjectPlaces;
  /** Said where there are none. */
  none: string;
  /** Who changed what last, by the object's id; null where the reader may not know. */
  edits?: LastEdits | null;
}

/** What changed, object by object, with the values before and after. Reads without a script. */
export function ChangeGroups({ changes, places, none, edits = null }: ChangeGroupsProps) {
  if (changes.length === 0) return <p class="p-4 text-sm text-muted">{none}</p>;
  const groups = groupChanges(changes);
  const shown = groups.slice(0, GROUPS_MAX);
  return (
    <>
      <ul class="divide-y divide-base-300">
        {shown.map((group) => (
          <Group
            key={`${group.subject.type} ${group.subject.id ?? group.subject.name}`}
            {...{ group, places, edits }}
          />
        ))}
      </ul>
      {groups.length > shown.length && (
        <p class="border-t border-base-300 p-3 text-sm text-muted">
          And {groups.length - shown.length} objects more.
        </p>
      )}
    </>
  );
}

const GROUPS_MAX = 100;
const CHANGES_MAX = 50;

interface GroupProps {
  group: ChangedObject;
  places: ObjectPlaces;
  edits: LastEdits | null;
}

function Group({ group: { subject, changes }, places, edits }: GroupProps) {
  const isGone = changes.some(({ kind, aspect }) => kind === "REMOVED" && aspect === "OBJECT");
  const href = isGone ? null : subjectHref(subject, places);
  const edit = subject.id === null ? undefined : edits?.[subject.id];
  return (
    <li class="flex flex-col gap-1.5 px-4 py-3">
      <div class="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h3 class="min-w-0 text-sm font-semibold break-words">
          <span class="font-normal text-muted">{SUBJECT_TITLES[subject.type]}</span>{" "}
          {href === null ? subject.name : <a class="link link-hover" href={href}>{subject.name}</a>}
          {subject.project !== null && <span class="font-normal text-muted">{` in ${subject.project}`}</span>}
        </h3>
        {edit && (
          <p class="text-xs text-muted">
            {edit.by ?? "somebody who is gone"}, <Time at={edit.at} />
          </p>
        )}
      </div>
      <ul class="flex flex-col gap-1.5">
        {changes.slice(0, CHANGES_MAX).map((change) => (
          <Line key={`${change.kind} ${change.path} ${change.sentence}`} change={change} />
        ))}
      </ul>
      {changes.length > CHANGES_MAX && <p class="text-xs text-muted">And {changes.length - CHANGES_MAX} more.</p>}
    </li>
  );
}

function Line({ change: { kind, sentence, before, after } }: { change: Change }) {
  const [from, to] = [valueInLine(before), valueInLine(after)];
  return (
    <li class="flex items-baseline gap-2 text-sm">
      <span class="w-18 shrink-0">
        <Badge tone={TONES[kind]}>{kind.toLowerCase()}</Badge>
      </span>
      <div class="min-w-0 flex-1">
        <p class="break-words">{sentence}</p>
        {(from === null || to === null) && (
          <details>
            <summary class="cursor-pointer text-xs text-muted">Before and after</summary>
            <div class="mt-1 grid gap-2 md:grid-cols-2">
              <Value title="Before" value={before} />
              <Value title="After" value={after} />
            </div>
          </details>
        )}
      </div>
    </li>
  );
}

function Value({ title, value }: { title: string; value: unknown }) {
  return (
    <figure class="min-w-0">
      <figcaption class="text-xs text-muted">{title}</figcaption>
      <pre
        class="max-h-80 overflow-auto rounded-field bg-base-200 p-2 text-xs"
        tabIndex={0}
        role="region"
        aria-label={title}
      >
        {valueText(value)}
      </pre>
    </figure>
  );
}

const TONES: Record<Change["kind"], BadgeTone> = {
  ADDED: "success",
  REMOVED: "error",
  CHANGED: "warning",
  REPLACED: "warning",
  MOVED: "primary",
  RENAMED: "primary",
};
