import { createHash } from 'node:crypto';
import type { DocumentFacts } from '../../domain/release-facts.ts';
import { tagOf } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';
import { guidesOf } from '../customers/index.ts';

/** The contracts at the live version and at the commit, and for a breaking release the migration guide. */
export async function readDocuments(
  { scm, settings }: Pick<Context, 'scm' | 'settings'>,
  {
    asked,
    live,
    sha,
    isBreaking,
  }: { asked: string; live: string | undefined; sha: string; isBreaking: boolean },
): Promise<DocumentFacts> {
  const { contracts: file } = settings.release;
  const before = live === undefined ? undefined : await scm.tag(tagOf(live));
  const places = guidesOf(asked);
  const [now, was, ...guides] = await Promise.all([
    scm.textFile(file, sha),
    before === undefined ? undefined : scm.textFile(file, before.commit),
    ...(isBreaking ? places : []).map((path) => scm.textFile(path, sha)),
  ]);
  return {
    contracts: { file, now: blobOf(now), before: before === undefined ? 'unknown' : blobOf(was) },
    guide: places.find((_path, index) => guides[index] !== undefined) ?? null,
    guides: places,
  };
}

/** The name that Git gives these bytes; null where there is no file. */
function blobOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  const bytes = Buffer.from(text);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
