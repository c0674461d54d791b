/**
 * Words as one line that `interpret` takes apart into the same words, as they would be typed in Slack. Only quotes inside
 * a word, straight or curly, become `'`: they would end it.
 */
export function typedLine(words: readonly string[]): string {
  return words
    .map((word) => (/[\s"“”…]/.test(word) || word === '' ? `"${word.replace(/["“”]/g, "'")}"` : word))
    .join(' ');
}
