/**
 * Words as one line for a POSIX shell, which hands them on as they are: within single quotes nothing means anything,
 * not even `$`, a backtick, `!` or a backslash (POSIX.1-2024, Shell Command Language §2.2.2).
 */
export function forShell(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
