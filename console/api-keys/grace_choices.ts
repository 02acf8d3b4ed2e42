/** How long the secret before holds beside a new one. */
export const GRACE_CHOICES = [
  { value: "24", title: "For a day" },
  { value: "72", title: "For three days" },
  { value: "168", title: "For a week" },
  { value: "1", title: "For an hour" },
  { value: "0", title: "Not at all: it has leaked" },
] as const;
