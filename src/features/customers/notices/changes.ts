import { parseChangesetFile } from '@changesets/parse';
import { entryOf } from '../../../domain/changelog.ts';
import type { Context } from '../../../engine/context.ts';

/** What the repository says about a version, before or after its changesets became a changelog. */
export interface Changes {
  text: string;
  migration: string | null;
}

/** The places of a migration guide, the first that exists. `2` is the major. */
const GUIDES = (major: string) => [`docs/migration/v${major}.md`, `MIGRATION-v${major}.md`, 'MIGRATION.md'];
const LONGEST = 8000;
const MOST_CHANGESETS = 100;

/** The changelogs' entries of this version on the default branch, else its pending changesets. */
export async function gatherChanges(
  { scm, settings }: Pick<Context, 'scm' | 'settings'>,
  version: string,
): Promise<Changes> {
  const { head } = await scm.defaultBranch();
  const guides = await Promise.all(
    GUIDES(version.split('.')[0] ?? '').map((path) => scm.textFile(path, head)),
  );
  const changelogs = await Promise.all(
    settings.packages.map(async ({ name, dir }) => {
      const entry = entryOf((await scm.textFile(`${dir}/CHANGELOG.md`, head)) ?? '', version);
      return entry === undefined || entry === '' ? [] : [`${name}\n${entry}`];
    }),
  );
  const written = changelogs.flat();
  const texts = written.length > 0 ? written : await pendingIn(scm, head);
  return {
    text: cut(texts.join('\n\n')),
    migration: guides.find((one) => one !== undefined)?.slice(0, LONGEST) ?? null,
  };
}

/** The breaking changesets first, each with its packages. */
async function pendingIn(scm: Context['scm'], head: string): Promise<string[]> {
  const { changesets } = await scm.monorepo(head);
  const read = await Promise.all(
    changesets
      .filter(isChangeset)
      .slice(0, MOST_CHANGESETS)
      .map(async (path) => ({ path, text: await scm.textFile(path, head) })),
  );
  const parsed = read.map(({ path, text }) => changesetOf(path, text ?? ''));
  const [breaking, others] = [
    parsed.filter((one) => one.isBreaking),
    parsed.filter((one) => !one.isBreaking),
  ];
  return [...breaking, ...others].map(({ text }) => text);
}

/** As changesets itself reads the folder: Markdown, and not what explains the folder to people and tools. */
export function isChangeset(path: string): boolean {
  const name = path.split('/').at(-1) ?? '';
  return /^[^.].*\.md$/.test(name) && !/^(?:README|AGENTS|CLAUDE|GEMINI)\.md$/i.test(name);
}

function changesetOf(path: string, file: string): { isBreaking: boolean; text: string } {
  try {
    const { summary, releases } = parseChangesetFile(file);
    const isBreaking = releases.some(({ type }) => type === 'major');
    const names = releases.map(({ name, type }) => `${name} (${type})`).join(', ');
    return { isBreaking, text: `${names}\n${summary}` };
  } catch {
    // A person reads the draft: a file that changesets cannot read is named, not left out.
    return { isBreaking: true, text: `${path} could not be read as a changeset.` };
  }
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}\n…`;
}
