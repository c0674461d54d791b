/** Headings of a changelog entry under which breaking changes stand. */
const BREAKING = /\b(?:major changes|breaking changes?)\b/i;
/** In 0.x a minor breaks. */
const BREAKING_IN_ZERO = /\b(?:major changes|minor changes|breaking changes?)\b/i;
/** What tools write before a summary: a commit, or links with *Thanks … !*. */
const PREFIX = /^(?:[0-9a-f]{7,40}: |\[[^\n]{0,500}! - )/;

/** So many characters name one breaking change. */
export const MOST_OF_ITEM = 300;

/** The breaking changes of one changelog entry: the first line of each item under its headings for them. */
export function breakingItems(entry: string, version: string): string[] {
  const heading = version.startsWith('0.') ? BREAKING_IN_ZERO : BREAKING;
  let isUnder = false;
  return entry.split('\n').flatMap((line) => {
    if (line.startsWith('#')) isUnder = heading.test(line);
    const item = /^[-*] (?<text>.*\S)/.exec(line)?.groups?.['text'];
    if (!isUnder || item === undefined) return [];
    const summary = item.replace(PREFIX, '').slice(0, MOST_OF_ITEM);
    return /^Updated dependencies\b/.test(summary) ? [] : [summary];
  });
}

/** The changes as a notice has them: cut after so many characters, with each breaking one that this leaves out by name. */
export function decideText(text: string, breaking: readonly string[], longest: number): string {
  const whole = cut(text, longest);
  const missing = decideUntold(breaking, [whole]);
  if (missing.length === 0) return whole;
  return [
    `${whole}\n\nLeft out for its length, but breaking, too:`,
    ...missing.map((one) => `- ${one}`),
  ].join('\n');
}

/** At most so many characters, with a mark where more are left out. */
export function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}\n…`;
}

/** The breaking changes that are not in each text that customers got. */
export function decideUntold(breaking: readonly string[], texts: readonly string[]): string[] {
  return [...new Set(breaking)].filter((one) => !texts.every((text) => text.includes(one)));
}
