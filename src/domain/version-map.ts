const MAP = /CDN_VERSION_MAP[^={]*=\s*(?:Object\.freeze\()?\{(?<body>[^}]*)\}/;
const ENTRY = /["'`](?<version>[^"'`]+)["'`]\s*:\s*["'`](?<folder>[^"'`]+)["'`]/g;

/**
 * Reads `CDN_VERSION_MAP` out of navi-js's source text (seed, "CDN Version Map"), without running it. Commented-out
 * entries do not count. Undefined when the text holds no such map.
 */
export function parseVersionMap(source: string): Record<string, string> | undefined {
  const body = MAP.exec(withoutComments(source))?.groups?.['body'];
  if (body === undefined) return undefined;
  const entries = [...body.matchAll(ENTRY)].map(({ groups }) => [
    groups?.['version'] ?? '',
    groups?.['folder'] ?? '',
  ]);
  return Object.fromEntries(entries);
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:"'`])\/\/.*$/gm, '$1');
}
