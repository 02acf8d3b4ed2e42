import { getCookies, setCookie } from "./cookies.ts";

export type Theme = "system" | "light" | "dark";

export const THEMES: readonly Theme[] = ["system", "light", "dark"];

/** The theme that the reader chose; `system` where nothing else is chosen. */
export function readTheme(headers: Headers): Theme {
  return parseTheme(getCookies(headers)[COOKIE]) ?? "system";
}

export function parseTheme(text: unknown): Theme | null {
  return THEMES.find((theme) => theme === text) ?? null;
}

/** Keeps the choice for a year. */
export function keepTheme(headers: Headers, theme: Theme, secure: boolean): void {
  setCookie(headers, COOKIE, theme, { maxAgeSeconds: 31_536_000, secure });
}

const COOKIE = "perpetuo_theme";
