/** Where a map may begin. Every part has a bound, so that no source text takes more than a few passes. */
const START = /CDN_VERSION_MAP[^={]{0,200}=\s{0,50}(?:Object\.freeze\()?\{/g;
const ENTRY = /["'`](?<version>[^"'`]{1,100})["'`]\s{0,50}:\s{0,50}["'`](?<folder>[^"'`]{1,100})["'`]/g;

/**
 * Reads `CDN_VERSION_MAP` from navi-js's source text without running it. Commented-out entries do not count.
 * Undefined when the text holds no such map.
 */
export function parseVersionMap(source: string): Record<string, string> | undefined {
  const text = withoutComments(source);
  const [start] = text.matchAll(START);
  if (start === undefined) return undefined;
  const from = start.index + start[0].length;
  const to = text.indexOf('}', from);
  if (to === -1) return undefined;
  const entries = [...text.slice(from, to).matchAll(ENTRY)].map(({ groups }) => [
    groups?.['version'] ?? '',
    groups?.['folder'] ?? '',
  ]);
  return Object.fromEntries(entries);
}

/** The source without the map's entries and without blanks around them; as it is where it holds no such map. */
export function withoutVersionMap(source: string): string {
  const [start] = source.matchAll(START);
  if (start === undefined) return source;
  const from = start.index + start[0].length;
  const to = source.indexOf('}', from);
  if (to === -1) return source;
  const left = source.slice(from, to).replace(ENTRY, '').replaceAll(/[\s,]/g, '');
  return `${source.slice(0, from)}${left}${source.slice(to)}`;
}

function withoutComments(source: string): string {
  const kept: string[] = [];
  let from = 0;
  for (;;) {
    const start = source.indexOf('/*', from);
    const end = start === -1 ? -1 : source.indexOf('*/', start + 2);
    if (end === -1) break;
    kept.push(source.slice(from, start));
    from = end + 2;
  }
  kept.push(source.slice(from));
  return kept.join('').replace(/(^|[^:"'`])\/\/.*$/gm, '$1');
}
