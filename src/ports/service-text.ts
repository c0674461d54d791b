/** Credentials by their known forms: Slack's, GitHub's, npm's, Google's and Navi's tokens, signed tokens, headers, keys. */
const FORMS: readonly RegExp[] = [
  /\bxox[a-z]-[\w-]+|\bxapp-[\w-]+/gi,
  /\bgh[opsur]_\w+|\bgithub_pat_\w+/g,
  /\bnpm_\w+|\bya29\.[\w.-]+|\bnavi_[\w-]{20,}/g,
  /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g,
  /\b(?:bearer|basic)\s+[^\s"',;]{6,}/gi,
  // The user and the password of an address; a password may hold an @ that was not encoded.
  /(?<=:\/\/)[^/?#\s"']+(?=@)/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
];

/** More than this of a service's text is not read. */
const READ = 10_000;

/**
 * A service's own words without anything that has the form of a credential. It goes by the form alone, so it hides a wrong
 * guess as it hides the real one. What a service says is cut only after this: half a token is not recognised.
 */
export function withoutCredentials(text: string): string {
  return FORMS.reduce((left, form) => left.replace(form, '***'), text.slice(0, READ));
}

const SHORT = 300;

/** At most 300 characters. */
export function shortened(text: string): string {
  return text.length > SHORT ? `${text.slice(0, SHORT)}…` : text;
}
