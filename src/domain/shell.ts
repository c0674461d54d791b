/**
 * Quotes words for a POSIX shell: within single quotes no character is special, not even `$`, a backtick, `!` or a
 * backslash (POSIX.1-2024, Shell Command Language §2.2.2). A word that begins with `=` is quoted for zsh, which would put
 * a program's path in its place (zshexpn(1), "`=' expansion").
 */
export function forShell(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+:,./-][\w@%+=:,./-]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
