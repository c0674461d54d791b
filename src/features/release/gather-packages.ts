import { entryOf, hasContent } from '../../domain/changelog.ts';
import type { MonorepoFacts, PackageFacts, PointerFacts } from '../../domain/release-facts.ts';
import type { PackageSetting } from '../../domain/settings.ts';
import type { Context } from '../../engine/context.ts';
import type { PublishedPackage } from '../../ports/registry.ts';
import type { Scm } from '../../ports/scm.ts';
import { ServiceError } from '../../ports/service-error.ts';

/** Packages of releases that were live, as their commits had them. */
export type Recorded = readonly { name: string; version: string | null }[];

interface At {
  /** The dist-tag of the prerelease that is planned; undefined for other releases. */
  preTag: string | undefined;
  recorded: Recorded;
  sha: string;
  pointer: PointerFacts | undefined;
}

/** A package at the commit, on the registry, and as releases recorded it. */
export async function readPackage(
  context: Context,
  one: PackageSetting,
  { preTag, sha, pointer, recorded }: At,
): Promise<PackageFacts> {
  const [file, changelog, published] = await Promise.all([
    context.scm.packageAt(one.dir, sha),
    readChangelog(context, `${one.dir}/CHANGELOG.md`, sha),
    one.ships === 'npm' ? context.registry.primary(one.name) : undefined,
  ]);
  return {
    name: one.name,
    dir: one.dir,
    ships: one.ships,
    file,
    changelog: changelogOf(changelog, file?.version),
    live: liveOf(one, published, { tag: context.settings.npm.liveTag, pointer }),
    ...earlyOf(published?.distTags[preTag ?? '']),
    isOnNpm: published !== undefined,
    visibility: published === undefined ? null : await readVisibility(context, one.name),
    published: file !== undefined && published?.versions[file.version] !== undefined,
    integrity: published?.versions[file?.version ?? '']?.integrity,
    wasUnpublished: file !== undefined && published?.unpublished.includes(file.version) === true,
    isRecorded: recorded.some(({ name, version }) => name === one.name && version === file?.version),
    versions: Object.keys(published?.versions ?? {}),
  };
}

function earlyOf(early: string | undefined): Pick<PackageFacts, 'early'> {
  return early === undefined ? {} : { early };
}

/** Null where the registry does not say. An unscoped package is always public. */
async function readVisibility({ registry }: Context, name: string): Promise<PackageFacts['visibility']> {
  if (!name.startsWith('@')) return null;
  try {
    return (await registry.visibility(name)) ?? null;
  } catch (error) {
    if (error instanceof ServiceError) return null;
    throw error;
  }
}

function changelogOf(text: string | undefined, version: string | undefined): PackageFacts['changelog'] {
  if (text === undefined || version === undefined) return 'cannot-tell';
  const entry = entryOf(text, version);
  if (entry === undefined) return 'lacks-entry';
  return hasContent(entry) ? 'has-entry' : 'empty-entry';
}

/** Undefined for a file above 1 MB, which GitHub does not return here; the run checks it. */
async function readChangelog(context: Context, path: string, sha: string): Promise<string | undefined> {
  try {
    return (await context.scm.textFile(path, sha)) ?? '';
  } catch (error) {
    if (error instanceof ServiceError && error.facts.kind === 'refused') return undefined;
    throw error;
  }
}

function liveOf(
  one: PackageSetting,
  published: PublishedPackage | undefined,
  at: { tag: string; pointer: PointerFacts | undefined },
): string | undefined {
  if (one.ships === 'npm') return published?.distTags[at.tag];
  return one.ships === 'cdn' ? at.pointer?.version : undefined;
}

/** The repository at a commit. */
export type MonorepoReader = Scm['monorepo'];

/** Reads each commit once: several parts of a plan look at the same one, and each look takes three requests. */
export function readOnce(scm: Scm): MonorepoReader {
  const known = new Map<string, ReturnType<MonorepoReader>>();
  return (commit) => {
    const read = known.get(commit) ?? scm.monorepo(commit);
    known.set(commit, read);
    return read;
  };
}

/** How many workspace packages outside the configuration are read at most. */
const STRANGERS = 50;

/** The repository's own lists, and the packages of its workspace that the configuration does not name. */
export async function readMonorepo(
  context: Context,
  { sha, monorepoAt }: { sha: string; monorepoAt: MonorepoReader },
): Promise<MonorepoFacts> {
  const { workspace, files: _files, ...rest } = await monorepoAt(sha);
  if (workspace === undefined) return { ...rest, workspace };
  const known = new Set(context.settings.packages.map((one) => one.dir));
  const strangers = workspace.filter((dir) => !known.has(dir)).slice(0, STRANGERS);
  const files = await Promise.all(strangers.map((dir) => context.scm.packageAt(dir, sha)));
  const read = new Map(strangers.map((dir, index) => [dir, files[index]]));
  return { ...rest, workspace: workspace.map((dir) => ({ dir, file: read.get(dir) })) };
}
