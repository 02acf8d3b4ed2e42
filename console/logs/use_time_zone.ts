import { useEffect, useState } from "preact/hooks";

/** The reader's zone; UTC until that is known, as the server has it. */
export function useTimeZone(): string {
  const [zone, setZone] = useState("UTC");
  useEffect(() => setZone(Intl.DateTimeFormat().resolvedOptions().timeZone), []);
  return zone;
}
