import { parseChangesetFile } from '@changesets/parse';
import { entryOf } from '../../../domain/changelog.ts';
import type { Context } from '../../../engine/context.ts';
import { breakingItems, cut, decideText, MOST_OF_ITEM } from './decide-untold.ts';

/** What the repository says about a version, before or after its changesets became a changelog. */
export interface Changes {
  text: string;
  migration: string | null;
  /** The first line of each breaking change: the same before and after its changeset became a changelog's entry. */
  breaking: readonly string[];
}

/** The places of a version's migration guide; the first that exists counts. In 0.x each minor has its own. */
export function guidesOf(version: string): string[] {
  const [major = '', minor = ''] = version.split('.');
  const line = major === '0' ? `${major}.${minor}` : major;
  return [`docs/migration/v${line}.md`, `MIGRATION-v${line}.md`, 'MIGRATION.md'];
}
/** So many characters of the changes, and of the guide; breaking changes after them are still named. */
const LONGEST = 8000;
const MOST_CHANGESETS = 100;

/** The changelogs' entries of this version at a commit, else its pending changesets. Throws `ServiceError`. */
export async function gatherChanges(
  { scm, settings }: Pick<Context, 'scm' | 'settings'>,
  { version, commit }: { version: string; commit: string },
): Promise<Changes> {
  const guides = await Promise.all(guidesOf(version).map((path) => scm.textFile(path, commit)));
  const changelogs = await Promise.all(
    settings.packages.map(async ({ name, dir }) => {
      const entry = entryOf((await scm.textFile(`${dir}/CHANGELOG.md`, commit)) ?? '', version);
      return entry === undefined || entry === ''
        ? []
        : [{ text: `${name}\n${entry}`, breaking: breakingItems(entry, version) }];
    }),
  );
  const written = changelogs.flat();
  const found = written.length > 0 ? written : await pendingIn(scm, { version, commit });
  const breaking = [...new Set(found.flatMap((one) => one.breaking))];
  const guide = guides.find((one) => one !== undefined);
  return {
    text: decideText(found.map(({ text }) => text).join('\n\n'), breaking, LONGEST),
    migration: guide === undefined ? null : cut(guide, LONGEST),
    breaking,
  };
}

interface Change {
  text: string;
  breaking: readonly string[];
}

/** The breaking changesets first, each with its packages. */
async function pendingIn(
  scm: Context['scm'],
  { version, commit }: { version: string; commit: string },
): Promise<Change[]> {
  const { changesets } = await scm.monorepo(commit);
  const read = await Promise.all(
    changesets
      .filter(isChangeset)
      .slice(0, MOST_CHANGESETS)
      .map(async (path) => ({ path, text: await scm.textFile(path, commit) })),
  );
  const parsed = read.map(({ path, text }) => changesetOf({ path, text: text ?? '' }, version));
  const isBreaking = ({ breaking }: Change) => breaking.length > 0;
  return [...parsed.filter(isBreaking), ...parsed.filter((one) => !isBreaking(one))];
}

/** As changesets itself reads the folder: Markdown, and not what explains the folder to people and tools. */
export function isChangeset(path: string): boolean {
  const name = path.split('/').at(-1) ?? '';
  return /^[^.].*\.md$/.test(name) && !/^(?:README|AGENTS|CLAUDE|GEMINI)\.md$/i.test(name);
}

function changesetOf(file: { path: string; text: string }, version: string): Change {
  try {
    const { summary, releases } = parseChangesetFile(file.text);
    const types = version.startsWith('0.') ? ['major', 'minor'] : ['major'];
    const isBreaking = releases.some(({ type }) => types.includes(type));
    const names = releases.map(({ name, type }) => `${name} (${type})`).join(', ');
    const first = summary.trim().split('\n')[0]?.slice(0, MOST_OF_ITEM) ?? '';
    return { text: `${names}\n${summary}`, breaking: isBreaking ? [first] : [] };
  } catch {
    // A person reads the draft: a file that changesets cannot read is named, not left out.
    const text = `${file.path} could not be read as a changeset.`;
    return { text, breaking: [text] };
  }
}
