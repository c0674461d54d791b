/** Headings of a changelog entry under which breaking changes stand. */
const BREAKING = /\b(?:major changes|breaking changes?)\b/i;
/** In 0.x a minor breaks. */
const BREAKING_IN_ZERO = /\b(?:major changes|minor changes|breaking changes?)\b/i;
/** What tools write before a summary: a commit, or links with *Thanks … !*. */
const PREFIX = /^(?:[0-9a-f]{7,40}: |\[[^\n]{0,500}! - )/;

/** The breaking changes of one changelog entry: the first line of each item under its headings for them. */
export function breakingItems(entry: string, version: string): string[] {
  const heading = version.startsWith('0.') ? BREAKING_IN_ZERO : BREAKING;
  let isUnder = false;
  return entry.split('\n').flatMap((line) => {
    if (line.startsWith('#')) isUnder = heading.test(line);
    const item = /^[-*] (?<text>.*\S)/.exec(line)?.groups?.['text'];
    if (!isUnder || item === undefined) return [];
    const summary = item.replace(PREFIX, '');
    return /^Updated dependencies\b/.test(summary) ? [] : [summary];
  });
}

/** The breaking changes that are not in each text that customers got. */
export function decideUntold(breaking: readonly string[], texts: readonly string[]): string[] {
  return [...new Set(breaking)].filter((one) => !texts.every((text) => text.includes(one)));
}
