import { createGcs } from '../adapters/gcs/index.ts';
import { tagOf } from '../domain/version.ts';
import { readBuild, readBuilt } from './build-report.ts';
import { Approved, Bucket, readEnvironment } from './environment.ts';
import { CALL_DEADLINE_MS } from './limits.ts';
import { requireClaim } from './own-run.ts';
import { putOnce } from './put-once.ts';
import type { Task } from './task.ts';

const Needs = Approved.extend(Bucket.shape);

/** A pinned object never changes, so every cache may keep it for a year. */
export const PINNED_CACHE = 'public, max-age=31536000, immutable';

/** Uploads the pinned object, `v1.2.0/navi-loader.js`. The same bytes count as done. */
export async function uploadPinned({ env, cwd, say, summarise }: Task): Promise<void> {
  const given = readEnvironment(Needs, env);
  await requireClaim(env);
  const { loader } = await readBuild(cwd, given);
  const bytes = await readBuilt(cwd, loader.file);
  const path = `${tagOf(given.NAVI_VERSION)}/${loader.file}`;
  const objects = createGcs({
    baseUrl: given.GCS_API_URL,
    bucket: given.NAVI_BUCKET,
    projectId: given.GOOGLE_CLOUD_PROJECT,
    deadlineMs: CALL_DEADLINE_MS,
  });
  const outcome = await putOnce(objects, {
    path,
    bytes,
    contentType: 'application/javascript',
    cacheControl: PINNED_CACHE,
    metadata: {
      naviOperation: given.NAVI_OPERATION,
      naviVersion: given.NAVI_VERSION,
      naviCommit: given.NAVI_COMMIT,
    },
    isSame: (found) => bytes.equals(found),
  });
  say(`gs://${given.NAVI_BUCKET}/${path}: ${outcome} (${loader.size} bytes, ${loader.sha384})`);
  summarise(`\`${path}\` ${outcome}, \`${loader.sha384}\``);
}
