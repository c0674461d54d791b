/**
 * Quotes words for a POSIX shell: within single quotes no character is special, not even `$`, a backtick, `!` or a
 * backslash (POSIX.1-2024, Shell Command Language §2.2.2).
 */
export function forShell(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
