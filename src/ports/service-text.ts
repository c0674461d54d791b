/**
 * Credentials by their known forms: tokens of Slack, GitHub, npm, Google and Navi, signed tokens, headers, keys. None
 * reaches over the end of a JSON string, so that a log line stays JSON.
 */
const FORMS: readonly RegExp[] = [
  /\bxox[a-z]-[\w-]+|\bxapp-[\w-]+/gi,
  /\bgh[opsur]_\w+|\bgithub_pat_\w+/g,
  /\bnpm_\w+|\bya29\.[\w.-]+|\bnavi_[\w-]{20,}/g,
  /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g,
  /\b(?:bearer|basic)\s+[^\s"',;\\]{6,}/gi,
  // The user and the password of an address; a password may hold an @ that was not encoded.
  /(?<=:\/\/)[^/?#\s"'\\]+(?=@)/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|(?=\\?")|$)/g,
];

/** A longer text of a service is cut here before it is read. */
const READ = 10_000;

/** The text without anything that looks like a credential: the only list of forms is above. */
export function hideCredentials(text: string): string {
  return FORMS.reduce((left, form) => left.replace(form, '***'), text);
}

/**
 * A service's text without anything that looks like a credential. Only the form counts, so a wrong guess is hidden
 * like a right one. Shorten the text only after this, because half a token is not recognised.
 */
export function withoutCredentials(text: string): string {
  return hideCredentials(text.slice(0, READ));
}

const SHORT = 300;

/** At most 300 characters. */
export function shortened(text: string): string {
  return text.length > SHORT ? `${text.slice(0, SHORT)}…` : text;
}
