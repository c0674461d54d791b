import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../build/bundle.ts';
import { registeredFiles } from '../../src/app/registered-files.ts';
import { runNode } from '../harness/process/cli.ts';
import { environmentOf, REPOSITORY } from '../harness/process/plugged.ts';
import { type House, openHouse } from '../harness/world/house.ts';

const ADA = 'U0ADA';
const BEN = 'U0BEN';
const CLEO = 'U0CLEO';

let folder: string;
let bundled: string[];

beforeAll(async () => {
  // In the clone, where its packages are found; git does not see it.
  const results = join(REPOSITORY, 'test-results');
  await mkdir(results, { recursive: true });
  folder = await mkdtemp(join(results, 'bundle-'));
  bundled = await bundle(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the bundle of npm run build', () => {
  it.each(['checks', 'commands', 'decisions', 'jobs', 'sources'] as const)(
    'has every file that registers one of the %s',
    async (kind) => {
      const files = await registeredFiles(kind);
      expect(files.length).toBeGreaterThan(3);
      expect(bundled).toEqual(expect.arrayContaining(files));
    },
  );

  it('ends with the same faults as the sources where nothing is configured', async () => {
    const env = environmentOf({ NODE_ENV: 'production', NAVI_SIMULATED: '' });
    const start = (entry: string) => runNode([entry], { env, cwd: REPOSITORY });

    const ended = await start(join(folder, 'bin/start.js'));

    expect(ended).toMatchObject({ code: 78, err: expect.stringContaining('SLACK_BOT_TOKEN is not set') });
    expect(ended).toEqual(await start(join(REPOSITORY, 'src/bin/start.js')));
  });

  describe('started', () => {
    let house: House;

    beforeAll(async () => {
      const main = join(folder, 'bin/start.js');
      house = await openHouse({ pace: { workflow: 'canned' }, version: { folder: REPOSITORY, main } });
    }, 120_000);
    afterAll(() => house.close());

    it('releases, rolls back, and answers the terminal', async () => {
      await house.request(ADA, 'v1.2.0');
      await house.approve(BEN);
      await house.cardSays(/is done|released/i);
      const form = await house.commandForModal(CLEO, 'rollback');
      expect(await house.submit(CLEO, form)).toMatchObject({ ok: true });
      await house.cardSays(/rolled back|is back at v1\.1\.0/i);

      const env = environmentOf({ ...house.world.variables, NO_COLOR: '1' });
      const status = await runNode([join(folder, 'bin/navi.js'), 'status'], { env, cwd: REPOSITORY });

      expect(status).toMatchObject({ code: 0, out: expect.stringMatching(/^ *CDN v1 +1\.1\.0 /m) });
    }, 240_000);
  });
});
