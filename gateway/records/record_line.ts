/**
 * The line of a finished record is `{"type":"record","record":<the record>}`, written so by us alone: the record's text is
 * cut out of it and travels as it is.
 */
const HEAD = '{"type":"record","record":';

/** The line, with its newline, of a whole record's JSON. */
export function lineOf(text: string): string {
  return `${HEAD}${text}}\n`;
}

/** A whole record's JSON from its line, which comes without its newline. */
export function recordText(line: string): string {
  return line.slice(HEAD.length, -1);
}
