import type { Command } from "./command.ts";

/** A command with how much of its title was typed, as positions to be marked. */
export interface MatchedCommand {
  command: Command;
  marked: readonly number[];
}

/**
 * The commands that have every word of a text, the best first, `limit` at most. A word is found as letters in their order
 * (`rts` in Routes); letters at the beginnings of words and side by side count for more, titles for more than further
 * words. Without a text all are given as they come.
 */
export function matchCommands(commands: readonly Command[], text: string, limit: number): readonly MatchedCommand[] {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return commands.slice(0, limit).map((command) => ({ command, marked: [] }));
  const scored = commands.flatMap((command, index) => {
    const match = matchAll(command, words);
    return match === null ? [] : [{ command, index, ...match }];
  });
  const best = scored.reduce((most, { score }) => Math.max(most, score), 0);
  return scored
    // Letters strewn over a title are what was meant only where nothing fits better.
    .filter(({ score, isFurther }) => isFurther || score >= best * WORST_SHARE)
    .sort((left, right) => right.score - left.score || left.index - right.index)
    .slice(0, limit)
    .map(({ command, marked }) => ({ command, marked }));
}

function matchAll(command: Command, words: readonly string[]) {
  let score = 0;
  let isAnyFurther = false;
  const marked = new Set<number>();
  for (const word of words) {
    const inTitle = matchWord(command.title.toLowerCase(), word);
    // Further words are found only as they are written: letters strewn over them would find everything.
    const isFurther = `${command.group} ${command.words ?? ""}`.toLowerCase().split(" ").some((one) =>
      one.startsWith(word)
    );
    if (inTitle === null && !isFurther) return null;
    isAnyFurther ||= isFurther;
    score += Math.max(inTitle?.score ?? 0, isFurther ? FURTHER_SCORE : 0);
    for (const position of inTitle?.positions ?? []) marked.add(position);
  }
  // Of two that match alike the shorter title is meant.
  return {
    score: score - command.title.length / 100,
    isFurther: isAnyFurther,
    marked: [...marked].sort((left, right) => left - right),
  };
}

/** The best of the ways to find a word's letters in order that begin at each place of its first letter. */
function matchWord(title: string, word: string): { score: number; positions: number[] } | null {
  let best: { score: number; positions: number[] } | null = null;
  for (let from = title.indexOf(word[0]!); from >= 0; from = title.indexOf(word[0]!, from + 1)) {
    const positions = positionsFrom(title, word, from);
    if (positions === null) break;
    const score = scoreOf(title, positions);
    if (best === null || score > best.score) best = { score, positions };
  }
  return best;
}

function positionsFrom(title: string, word: string, from: number): number[] | null {
  const positions = [from];
  for (const letter of word.slice(1)) {
    const next = title.indexOf(letter, positions.at(-1)! + 1);
    if (next < 0) return null;
    positions.push(next);
  }
  return positions;
}

function scoreOf(title: string, positions: readonly number[]): number {
  return positions.reduce((score, position, index) => {
    const isBegin = position === 0 || /[^a-z0-9]/.test(title[position - 1]!);
    const isNext = index > 0 && positions[index - 1] === position - 1;
    return score + 1 + (isBegin ? BEGIN_SCORE : 0) + (isNext ? NEXT_SCORE : 0);
  }, 0);
}

const BEGIN_SCORE = 4;
const NEXT_SCORE = 3;
const FURTHER_SCORE = 2;
const WORST_SHARE = 0.4;
