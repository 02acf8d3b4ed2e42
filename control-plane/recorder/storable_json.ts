/**
 * JSON that Postgres takes as jsonb: NUL characters and halves of surrogate pairs, which clients may well send and
 * Postgres refuses, become U+FFFD. A record is kept with a blemish rather than refused.
 */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!json.includes("\\u")) return json;
  // A backslash that is itself escaped comes first in the pattern, so that `\\u0000` (a text about NUL) stays as it is.
  // JSON.stringify writes whole pairs as they are and escapes lone halves only.
  return json.replace(
    /\\(?:\\|u0000|u[dD][89a-fA-F][0-9a-fA-F]{2})/g,
    (escape) => escape === "\\\\" ? escape : "\ufffd",
  );
}
