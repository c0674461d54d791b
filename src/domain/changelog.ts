/**
 * A heading that begins with a version, as changesets, release-please and keepachangelog.com write it: `## 1.2.0`,
 * `## [1.2.0] - 2026-11-20`, `# [1.2.0](https://…) (2026-11-20)`, `## v1.2.0`, `## name@1.2.0`.
 */
const HEADING =
  /^#{1,4}\s{1,5}\[?(?:(?:version|release)\s{1,5})?(?:@?[\w./-]{1,200}@)?v?(?<version>\d{1,9}\.\d{1,9}\.\d{1,9}(?:[-+][\w.+-]{1,100})?)/i;
/** The older form: the version on its own line, underlined. */
const UNDERLINED =
  /^\[?v?(?<version>\d{1,9}\.\d{1,9}\.\d{1,9}(?:[-+][\w.+-]{1,100})?)\b[^\n]{0,200}\n(?:={3,}|-{3,})\s*$/gm;

/** Whether a changelog has an entry for this version. */
export function hasEntry(changelog: string, version: string): boolean {
  const text = changelog.replaceAll('\r', '');
  const headings = text.split('\n').map((line) => HEADING.exec(line.trim())?.groups?.['version']);
  const underlined = [...text.matchAll(UNDERLINED)].map(({ groups }) => groups?.['version']);
  return headings.includes(version) || underlined.includes(version);
}

/** The text of this version's entry, without its heading; undefined where there is none. */
export function entryOf(changelog: string, version: string): string | undefined {
  const lines = changelog.replaceAll('\r', '').split('\n');
  const isOf = (line: string) => HEADING.exec(line.trim())?.groups?.['version'];
  const start = lines.findIndex((line) => isOf(line) === version);
  if (start === -1) return undefined;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => isOf(line) !== undefined);
  return (end === -1 ? rest : rest.slice(0, end)).join('\n').trim();
}
