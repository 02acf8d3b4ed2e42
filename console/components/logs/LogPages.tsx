import { Button } from "../Button.tsx";

export interface LogPageLinks {
  /** Null on the newest page. */
  newest: string | null;
  newer: string | null;
  older: string | null;
}

/** The ways to the pages of the log beside this one. */
export function LogPages({ newest, newer, older }: LogPageLinks) {
  if (newest === null && newer === null && older === null) return null;
  return (
    <nav aria-label="Pages" class="mt-3 flex justify-end gap-2">
      {newest && <Button href={newest}>Newest</Button>}
      {newer && <Button href={newer} rel="prev">Newer</Button>}
      {older && <Button href={older} rel="next">Older</Button>}
    </nav>
  );
}
