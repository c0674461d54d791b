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
  return entryOf(changelog, version) !== undefined;
}

/** The text of this version's entry, without its heading; undefined where there is none. */
export function entryOf(changelog: string, version: string): string | undefined {
  const text = changelog.replaceAll('\r', '');
  const headings = headingsOf(text);
  const own = headings.findIndex((heading) => heading.version === version);
  const heading = headings[own];
  return heading && text.slice(heading.end, headings[own + 1]?.start).trim();
}

interface Heading {
  version: string;
  start: number;
  end: number;
}

/** Every heading of a version, in the order of the text. */
function headingsOf(text: string): Heading[] {
  const underlined = [...text.matchAll(UNDERLINED)].map(({ index, 0: heading, groups }) => {
    return { version: groups?.['version'] ?? '', start: index, end: index + heading.length };
  });
  let start = 0;
  const marked = text.split('\n').flatMap((line) => {
    const at = { start, end: start + line.length };
    start += line.length + 1;
    const version = HEADING.exec(line.trim())?.groups?.['version'];
    return version === undefined ? [] : [{ version, ...at }];
  });
  return [...marked, ...underlined].toSorted((one, other) => one.start - other.start);
}

/**
 * Whether an entry says what changed. Headings, comments and link definitions alone say nothing: changesets writes such
 * entries for packages that only share their version with others (`fixed`).
 */
export function hasContent(entry: string): boolean {
  const [first = '', ...others] = entry.split('<!--');
  const visible = [first, ...others.map((part) => part.split('-->').slice(1).join('-->'))].join('');
  return visible
    .split('\n')
    .some((line) => /[\p{L}\p{N}]/u.test(line) && !/^\s{0,3}(?:#{1,6}\s|\[[^\]]{1,300}\]:)/.test(line));
}
