/** The UUID in a global id, as conditions and revisions have it; null where there is none. */
export function nodeUuid(globalId: string): string | null {
  try {
    return /^[A-Z][A-Za-z]*:([0-9a-f-]{36})$/.exec(atob(globalId))?.[1] ?? null;
  } catch {
    return null;
  }
}
