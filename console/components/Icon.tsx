import { Drawing } from "./Drawing.tsx";

export type IconName = keyof typeof PATHS;

/** A small drawing in the colour of the text around it. Says nothing to those who do not see it: a word must be near. */
export function Icon({ name, class: more }: { name: IconName; class?: string }) {
  return <Drawing path={PATHS[name]} class={more} />;
}

const PATHS = {
  audit: "M12 3 5 6v5c0 4.5 3 8 7 10 4-2 7-5.5 7-10V6zM9 12l2 2 4-4",
  budget: "M4 7h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2h10v3M16 13h.01",
  chart: "M4 20V4m0 16h16M8 16v-4m4 4V8m4 8v-6",
  check: "m5 12.5 4.5 4.5L19 7.5",
  chevron: "m8 10 4 4 4-4",
  close: "m6 6 12 12M18 6 6 18",
  copy: "M9 9h10v10H9zM15 9V5H5v10h4",
  download: "M12 4v11m-4-4 4 4 4-4M5 20h14",
  fleet: "M4 5h16v5H4zM4 14h16v5H4zM8 7.5h.01M8 16.5h.01",
  folder:
    "M3.5 6.5a1.5 1.5 0 0 1 1.5-1.5h4l2 2.5h8a1.5 1.5 0 0 1 1.5 1.5v8a1.5 1.5 0 0 1-1.5 1.5H5a1.5 1.5 0 0 1-1.5-1.5z",
  gear:
    "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm0-12v3m0 12v3m9-9h-3M6 12H3m15.4-6.4-2.2 2.2M7.8 16.2l-2.2 2.2m12.8 0-2.2-2.2M7.8 7.8 5.6 5.6",
  hook: "M9.5 8.5a3 3 0 1 1 4.6 2.6L17 16m-5-7-3.3 5.8m-3.2-1.3A3 3 0 1 0 9.5 17H15m0 1a3 3 0 1 0 1.5-4.5",
  key: "M8 20a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm3-7 8.5-8.5M16 8l3 3",
  logs: "M4 6h16M4 12h16M4 18h10",
  menu: "M4 6h16M4 12h16M4 18h16",
  people:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6 9c.6-3.5 3-5 6-5s5.4 1.5 6 5M16 4.500a3.5 3.5 0 0 1 0 6.500M21 20c-.3-2.3-1.4-3.9-3-4.6",
  play: "M5 6h14v9h-7l-4 4v-4H5zM9 10.500h6",
  plug: "M9 3v5m6-5v5M6.5 8h11v3a5.5 5.5 0 0 1-11 0zM12 16.5V21",
  plus: "M12 5v14M5 12h14",
  price:
    "M12 3v18M16 7.500C15 6 13.7 5.5 12 5.500c-2.2 0-4 1.2-4 3 0 4.5 8.5 2 8.5 6.7 0 2-2 3.3-4.5 3.3-2 0-3.7-.8-4.5-2.5",
  publish: "M12 20V9m-4 4 4-4 4 4M5 4h14",
  robot: "M6 9h12v10H6zM12 9V5m0 0h.01M9.5 13.500h.01M14.5 13.500h.01M3.5 13v3M20.5 13v3",
  route:
    "M6 20a2 2 0 1 0 0-4 2 2 0 0 0 0 4Zm12-12a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM6 16V9a3 3 0 0 1 3-3h7M8 18h6a4 4 0 0 0 4-4V8",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 4.5 4.5",
  shield: "M12 3 5 6v5c0 4.5 3 8 7 10 4-2 7-5.5 7-10V6z",
  user: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8.500c1-3.5 4-5 7.5-5s6.5 1.5 7.5 5",
};
