import { readComparison } from "./read_comparison.ts";
import { COMPARISONS_MAX, comparisonsIn, GROUP_DEPTH_MAX, type LogCondition } from "./log_condition.ts";

/** What of a filter's text cannot be understood. */
export interface TextProblem {
  /** As it stands in the text. */
  part: string;
  /** What is expected there. */
  message: string;
}

export interface ReadText {
  conditions: LogCondition[];
  problems: TextProblem[];
}

/**
 * Reads a filter as people write it: comparisons that must all hold, `OR` between alternatives, brackets for groups. What
 * cannot be understood is told and left out; the rest holds.
 */
export function readFilterText(text: string): ReadText {
  const problems: TextProblem[] = [];
  const tokens = tokensOf(text);
  const reader: Reader = { tokens, at: 0, problems };
  const conditions = readAll(reader, 0);
  while (reader.at < tokens.length) {
    problems.push({ part: tokens[reader.at]!, message: "no bracket that closes nothing" });
    reader.at++;
    conditions.push(...readAll(reader, 0));
  }
  const read = problems.length === 0 ? conditions : conditions.filter((each) => comparisonsIn([each]) > 0);
  if (comparisonsIn(read) > COMPARISONS_MAX) {
    return { conditions: [], problems: [{ part: text, message: `${COMPARISONS_MAX} comparisons at most` }] };
  }
  return { conditions: read, problems };
}

interface Reader {
  tokens: readonly string[];
  at: number;
  problems: TextProblem[];
}

/** Brackets, and whatever stands between blanks; what is quoted holds together. */
function tokensOf(text: string): string[] {
  return text.match(/[()]|(?:"(?:\\.|[^"\\])*"?|[^\s()"])+/g) ?? [];
}

/** Up to a bracket that closes, or the end: a list of which all must hold, or one group of alternatives. */
function readAll(reader: Reader, depth: number): LogCondition[] {
  const alternatives: LogCondition[][] = [[]];
  let hasOr = false;
  for (; reader.at < reader.tokens.length; reader.at++) {
    const token = reader.tokens[reader.at]!;
    if (token === ")") break;
    if (/^or$/i.test(token)) {
      hasOr = true;
      alternatives.push([]);
    } else if (token === "(") {
      reader.at++;
      alternatives.at(-1)!.push(...readGroup(reader, depth + 1));
    } else if (!/^and$/i.test(token)) {
      const read = readComparison(token);
      if ("problem" in read) reader.problems.push({ part: token, message: read.problem });
      else alternatives.at(-1)!.push(read.comparison);
    }
  }
  if (!hasOr) return alternatives[0]!;
  const any = alternatives.filter((all) => all.length > 0)
    .map((all): LogCondition => all.length === 1 ? all[0]! : { all });
  return any.length === 0 ? [] : [{ any }];
}

/** A bracket has been opened; afterwards the reader stands on the one that closes it. */
function readGroup(reader: Reader, depth: number): LogCondition[] {
  const inner = readAll(reader, depth);
  if (reader.tokens[reader.at] !== ")") reader.problems.push({ part: "(", message: "a bracket that closes it" });
  if (depth > GROUP_DEPTH_MAX) {
    reader.problems.push({ part: "(", message: `groups at most ${GROUP_DEPTH_MAX} deep` });
    return [];
  }
  if (inner.length === 0) return [];
  return inner.length === 1 && "any" in inner[0]! ? inner : [{ all: inner }];
}
