import { parseChangesetFile } from '@changesets/parse';
import { z } from 'zod';
import type { ChangesetFacts, Declared } from '../../domain/changesets.ts';
import { digestOf } from '../../domain/sign-off.ts';
import { tagOf } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';
import { ServiceError } from '../../ports/service-error.ts';
import { isChangeset } from '../customers/index.ts';
import type { MonorepoReader } from './gather-packages.ts';

/** How many of the newest commits are looked at for changesets. Each takes a list of all files. */
const MOST_LOOKED = 3;
const MOST_CHANGESETS = 100;

type Reading = Pick<Context, 'scm' | 'settings'>;

interface Between {
  /** The live version. */
  live: string | undefined;
  sha: string;
  monorepoAt: MonorepoReader;
}

/** The changesets between the live version and the commit. They only advise, so a failed read is a fact too. */
export async function readChangesets(context: Reading, between: Between): Promise<ChangesetFacts> {
  try {
    return await findChangesets(context, between);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { is: 'unknown', why: error.facts.problem };
  }
}

async function findChangesets(
  { scm, settings }: Reading,
  { live, sha, monorepoAt }: Between,
): Promise<ChangesetFacts> {
  const tag = live === undefined ? undefined : await scm.tag(tagOf(live));
  if (tag === undefined) return { is: 'unknown', why: 'there is no live version with a tag' };
  const { commits } = await scm.compare(tag.commit, sha);
  const before = commits.map((one) => one.sha).filter((one) => one !== sha);
  const newest = before.toReversed().slice(0, MOST_LOOKED);
  for (const at of newest) {
    const files = (await monorepoAt(at)).changesets.filter(isChangeset);
    if (files.length === 0) continue;
    const [declared, isPre, changed] = await Promise.all([
      readDeclared({ scm, settings }, { at, files: files.slice(0, MOST_CHANGESETS) }),
      readPre(scm, sha),
      changedFolders(settings, { from: tag.commit, to: sha, monorepoAt }),
    ]);
    return { is: 'known', at, isPre, changed, ...declared };
  }
  return { is: 'none', looked: newest.length };
}

const ORDER = ['patch', 'minor', 'major'] as const;

/** The highest type that is declared for each configured package. */
async function readDeclared(
  { scm, settings }: Reading,
  { at, files }: { at: string; files: readonly string[] },
): Promise<{ declared: Declared[]; unreadable: string[] }> {
  const texts = await Promise.all(files.map(async (path) => ({ path, text: await scm.textFile(path, at) })));
  const read = texts.map(({ path, text }) => ({ path, parsed: parse(text ?? '') }));
  const releases = read.flatMap(({ parsed }) =>
    (parsed?.releases ?? []).map((one) => ({
      ...one,
      isBreaking: /^BREAKING:/m.test(parsed?.summary ?? ''),
    })),
  );
  const declared = await Promise.all(
    settings.packages.map(async ({ name, dir }): Promise<Declared[]> => {
      const own = releases.filter((one) => one.name === name);
      const type = ORDER.findLast((wanted) => own.some((one) => one.type === wanted));
      if (type === undefined) return [];
      const from = (await scm.packageAt(dir, at))?.version ?? null;
      return [{ name, type, from, isBreaking: own.some(({ isBreaking }) => isBreaking) }];
    }),
  );
  const unreadable = read.flatMap(({ path, parsed }) => (parsed === undefined ? [path] : []));
  return { declared: declared.flat(), unreadable };
}

function parse(text: string): ReturnType<typeof parseChangesetFile> | undefined {
  try {
    return parseChangesetFile(text);
  } catch {
    return undefined;
  }
}

const Pre = z.object({ mode: z.string() });

async function readPre(scm: Reading['scm'], sha: string): Promise<boolean> {
  const text = await scm.textFile('.changeset/pre.json', sha);
  if (text === undefined) return false;
  try {
    return Pre.safeParse(JSON.parse(text)).data?.mode === 'pre';
  } catch {
    return false;
  }
}

/** The folders of packages whose files differ, besides version and changelog; null where not all files are listed. */
async function changedFolders(
  { packages }: Reading['settings'],
  { from, to, monorepoAt }: { from: string; to: string; monorepoAt: MonorepoReader },
): Promise<string[] | null> {
  const [was, is] = await Promise.all([monorepoAt(from), monorepoAt(to)]);
  if (was.isCut || is.isCut) return null;
  const own = (files: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(files).filter(([path]) => !/\/(?:CHANGELOG\.md|package\.json)$/.test(path)),
    );
  const [before, now] = [own(was.files), own(is.files)];
  return packages.map(({ dir }) => dir).filter((dir) => digestOf(before, [dir]) !== digestOf(now, [dir]));
}
