import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { ReleaseManifest } from '../domain/release-manifest.ts';
import { tagOf } from '../domain/version.ts';
import { readBuild } from './build-report.ts';
import { Approved, Bucket, Run, readEnvironment } from './environment.ts';
import { type OwnClaim, requireClaim } from './own-run.ts';
import { putOnce } from './put-once.ts';
import type { Task } from './task.ts';

const Needs = Approved.extend(Bucket.shape).extend(Run.shape);
const MANIFEST = 'navi-release.json';

/**
 * Writes the release manifest, `v1.2.0/navi-release.json`: the last write of the workflow, and the expected value of
 * all later checks by Navi. The same content counts as done, whichever attempt of the run wrote it.
 */
export async function writeManifest({ env, cwd, say, summarise }: Task): Promise<void> {
  const given = readEnvironment(Needs, env);
  const own = await requireClaim(env);
  const report = await readBuild(cwd, given);
  const folder = tagOf(given.NAVI_VERSION);
  const manifest: ReleaseManifest = {
    schema: 1,
    operation: given.NAVI_OPERATION,
    version: report.version,
    commit: report.commit,
    run: { id: given.GITHUB_RUN_ID, attempt: given.GITHUB_RUN_ATTEMPT },
    ...(own === undefined ? {} : { claim: sawOf(own) }),
    loader: {
      path: `${folder}/${report.loader.file}`,
      sha384: report.loader.sha384,
      size: report.loader.size,
    },
    packages: report.packages.map(({ name, version, integrity }) => ({ name, version, integrity })),
  };
  const path = `${folder}/${MANIFEST}`;
  const outcome = await putOnce(given, {
    path,
    bytes: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`),
    contentType: 'application/json',
    metadata: { naviOperation: given.NAVI_OPERATION },
    isSame: (found) => isDeepStrictEqual(contentOf(found), contentOf(Buffer.from(JSON.stringify(manifest)))),
  });
  say(`gs://${given.NAVI_BUCKET}/${path}: ${outcome}`);
  summarise(`\`${path}\` ${outcome}`);
}

function sawOf({ mine: { open, run } }: OwnClaim): NonNullable<ReleaseManifest['claim']> {
  const { ref, headSha, workflow } = run;
  return { open, ref, headSha, workflow };
}

const Content = z.looseObject({ run: z.object({ id: z.number() }) });

/** A manifest without the attempt that wrote it: all attempts of a run write the same. */
function contentOf(bytes: Uint8Array): unknown {
  try {
    return Content.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    return undefined;
  }
}
