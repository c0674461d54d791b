import { tagOf } from '../domain/version.ts';
import { readBuild, readBuilt } from './build-report.ts';
import { Approved, Bucket, readEnvironment } from './environment.ts';
import { requireClaim } from './own-run.ts';
import { putOnce } from './put-once.ts';
import type { Task } from './task.ts';

const Needs = Approved.extend(Bucket.shape);

/** Uploads the pinned object, `v1.2.0/navi-loader.js`. The same bytes count as done. */
export async function uploadPinned({ env, cwd, say, summarise }: Task): Promise<void> {
  const given = readEnvironment(Needs, env);
  await requireClaim(env);
  const { loader } = await readBuild(cwd, given);
  const bytes = await readBuilt(cwd, loader.file);
  const path = `${tagOf(given.NAVI_VERSION)}/${loader.file}`;
  const outcome = await putOnce(given, {
    path,
    bytes,
    contentType: 'application/javascript',
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
