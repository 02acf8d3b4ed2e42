export type IconName = keyof typeof PATHS;

/** A small drawing in the colour of the text around it. Says nothing to those who do not see it: a word must be near. */
export function Icon({ name, class: more = "size-4" }: { name: IconName; class?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      class={`shrink-0 ${more}`}
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

const PATHS = {
  check: "m5 12.5 4.5 4.5L19 7.5",
  chevron: "m8 10 4 4 4-4",
  close: "m6 6 12 12M18 6 6 18",
  copy: "M9 9h10v10H9zM15 9V5H5v10h4",
  key: "M8 20a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm3-7 8.5-8.5M16 8l3 3",
  logs: "M4 6h16M4 12h16M4 18h10",
  plus: "M12 5v14M5 12h14",
  plug: "M9 3v5m6-5v5M6.5 8h11v3a5.5 5.5 0 0 1-11 0zM12 16.5V21",
  route: "M6 20a2 2 0 1 0 0-4 2 2 0 0 0 0 4Zm12-12a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM6 16V9a3 3 0 0 1 3-3h7M8 18h6a4 4 0 0 0 4-4V8",
  user: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8.5c1-3.5 4-5 7.5-5s6.5 1.5 7.5 5",
};
