import { notBuilt, refused } from './params.ts';

/** The fields of a row that a search can name. */
export type Fields = Readonly<Record<string, string>>;

const TERM = /^(?<not>!?)(?<key>[\w.]+):(?:"(?<quoted>[^"]*)"|\[(?<list>[^\]]*)\]|(?<bare>[^\s()]+))\s*/;

/** Sentry's search: `key:value` side by side, each with `!`, quotes, a list in brackets or `*` for anything. */
export function readSearch(query: string): (fields: Fields) => boolean {
  if (/[()]|\bOR\b|\bAND\b|:[<>]/.test(query)) throw notBuilt(`the search ${query}`);
  const terms: ((fields: Fields) => boolean)[] = [];
  let rest = query.trim();
  while (rest !== '') {
    const match = TERM.exec(rest);
    if (match?.groups === undefined) throw refused(`Parse error at '${rest.slice(0, 20)}'`);
    const { not, key = '', quoted, list, bare } = match.groups;
    const patterns = (list === undefined ? [quoted ?? bare ?? ''] : list.split(',')).map(patternOf);
    terms.push((fields) => patterns.some((pattern) => pattern.test(fields[key] ?? '')) === (not === ''));
    rest = rest.slice(match[0].length);
  }
  return (fields) => terms.every((term) => term(fields));
}

function patternOf(text: string): RegExp {
  const parts = text.trim().replace(/^"|"$/g, '').split('*');
  return new RegExp(`^${parts.map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 'i');
}
