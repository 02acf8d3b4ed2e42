import type { ConfigChange } from "../../shared/configuration/config_change.ts";

/** Changes that the audit trail tells one by one; of more it tells how many there are. */
const AUDITED_MAX = 200;

/** Changes of a whole draft for the audit trail: of each what it is about and how it reads. */
export function auditedChanges(changes: readonly ConfigChange[]) {
  return {
    count: changes.length,
    list: changes.slice(0, AUDITED_MAX).map(({ kind, aspect, path, subject, sentence }) => ({
      kind,
      aspect,
      path,
      subject: subject.type,
      id: subject.id,
      name: subject.name,
      sentence,
    })),
  };
}
