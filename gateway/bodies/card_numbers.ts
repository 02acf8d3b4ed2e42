/** Where in a text the numbers of payment cards stand: 13 to 19 digits of a known issuer whose check digit (Luhn) fits. */
export function findCardNumbers(text: string): [start: number, end: number][] {
  const found: [number, number][] = [];
  for (const { 0: run, index } of text.matchAll(DIGIT_RUNS)) {
    const groups = [...run.matchAll(/\d+/g)].map((group) => ({ start: group.index, digits: group[0] }));
    for (let first = 0; first < groups.length; first++) {
      const last = lastGroupOfCard(groups, first);
      if (last === null) continue;
      const end = groups[last]!;
      found.push([index + groups[first]!.start, index + end.start + end.digits.length]);
      first = last;
    }
  }
  return found;
}

// Digits with single spaces or dashes between them. It begins only where no digit stands before, so that each run is read once.
const DIGIT_RUNS = /(?<!\d|\d[ -])\d+(?:[ -]\d+)*/g;
/** A number of 19 digits is written in five. */
const GROUPS_MAX = 6;
const ISSUERS = /^(?:4|5[1-5]|2[2-7]|3[0-9]|6)/;

/** A card's number begins and ends where groups of digits do; the longest that fits is taken. */
function lastGroupOfCard(groups: readonly { digits: string }[], first: number): number | null {
  let digits = "";
  let last: number | null = null;
  for (let index = first; index < groups.length && index < first + GROUPS_MAX; index++) {
    digits += groups[index]!.digits;
    if (digits.length >= 13 && digits.length <= 19 && ISSUERS.test(digits) && checkDigitFits(digits)) last = index;
  }
  return last;
}

function checkDigitFits(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const weighed = index % 2 === 0 ? digit : digit * 2;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}
