/**
 * Joins words into one line that `interpret` parses into the same words, as typed in Slack. Quotes inside a word,
 * straight or curly, become `'`, because they would end it.
 */
export function typedLine(words: readonly string[]): string {
  return words
    .map((word) => (/[\s"“”…]/.test(word) || word === '' ? `"${word.replace(/["“”]/g, "'")}"` : word))
    .join(' ');
}
