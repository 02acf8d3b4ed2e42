/** When a key shall end, as the form offers it. */
export const EXPIRY_CHOICES = [
  { value: "never", title: "Never" },
  { value: "30", title: "In 30 days" },
  { value: "90", title: "In 90 days" },
  { value: "365", title: "In a year" },
  { value: "date", title: "On a date" },
] as const;

export type ExpiryChoice = (typeof EXPIRY_CHOICES)[number]["value"];

export type Expiry = { kind: "expiry"; at: string | null } | { kind: "invalid"; message: string };

/** Reads the choice: null means never. A date counts to its end in UTC, `YYYY-MM-DD` as browsers send it. */
export function readExpiry(choice: string, date: string, nowMs: number): Expiry {
  switch (choice) {
    case "never":
      return { kind: "expiry", at: null };
    case "date":
      return endOfDay(date, nowMs);
  }
  const days = Number(choice);
  if (!EXPIRY_CHOICES.some(({ value }) => value === choice)) {
    return { kind: "invalid", message: "Choose when it ends." };
  }
  return { kind: "expiry", at: new Date(nowMs + days * DAY_MS).toISOString() };
}

const DAY_MS = 86_400_000;

function endOfDay(date: string, nowMs: number): Expiry {
  const at = new Date(`${date}T23:59:59.999Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(at.getTime())) {
    return { kind: "invalid", message: "Choose the date." };
  }
  if (at.getTime() <= nowMs) return { kind: "invalid", message: "Choose a date that is not past." };
  return { kind: "expiry", at: at.toISOString() };
}
