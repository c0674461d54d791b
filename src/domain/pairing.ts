/**
 * Capital letters and digits that are not confused with each other: no B and 8, I and 1, O and 0, S and 5, Z and 2.
 */
const LETTERS = 'ACDEFGHJKMNPQRTUVWXY34679';
export const CODE_LENGTH = 8;
/** How long a code may be confirmed. */
export const CODE_MS = 5 * 60_000;

/** A code from random bytes. Bytes that would favour a letter are skipped; undefined when too few remain. */
export function codeFrom(bytes: Uint8Array): string | undefined {
  const fair = 256 - (256 % LETTERS.length);
  const letters = [...bytes]
    .filter((byte) => byte < fair)
    .map((byte) => LETTERS[byte % LETTERS.length] ?? '');
  return letters.length < CODE_LENGTH ? undefined : letters.slice(0, CODE_LENGTH).join('');
}

/** The code as it is shown, in two halves. */
export function shownCode(code: string): string {
  return `${code.slice(0, CODE_LENGTH / 2)}-${code.slice(CODE_LENGTH / 2)}`;
}

/** A code as people type it: in any case, with any separator. */
export function readCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replace(/[\s–-]/g, '');
  const isOne = code.length === CODE_LENGTH && [...code].every((letter) => LETTERS.includes(letter));
  return isOne ? code : undefined;
}

/** How many characters of a machine's name are stored. */
const MACHINE_LENGTH = 60;

/** The name that a machine gives itself, as one word of a sentence: what no host's name has is left out. */
export function machineName(stated: string): string {
  const name = stated
    .replace(/[^\p{L}\p{N} ._-]+/gu, ' ')
    .replace(/ +/g, ' ')
    .trim();
  return name === '' ? 'unknown' : [...name].slice(0, MACHINE_LENGTH).join('');
}

/** The form of a token that Navi issued. */
export const TOKEN = /^navi_[\w-]{43}$/;

/** Why a token proves no person. */
export type TokenProblem = 'unknown' | 'expired' | 'revoked' | 'not-in-record' | 'not-listed' | 'deactivated';

const PROBLEMS: Record<TokenProblem, string> = {
  unknown: 'Navi did not issue it',
  expired: 'it has expired',
  revoked: 'it was revoked',
  'not-in-record': 'the journal does not say that it was issued',
  'not-listed': 'its person is not in the configuration any more',
  deactivated: "its person's Slack account is not a member's any more",
};

/** The text for the user of a token that proves no person. */
export function problemText(problem: TokenProblem): string {
  return `Your token is not valid: ${PROBLEMS[problem]}. Type npx navi login to get a new one.`;
}
