import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { registeredFiles } from '../../src/app/registered-files.ts';
import { runNode } from '../harness/process/cli.ts';
import { BUNDLE, environmentOf, MAIN, REPOSITORY } from '../harness/process/plugged.ts';
import { until } from '../harness/until.ts';
import { openHouse } from '../harness/world/house.ts';

const bundle = BUNDLE ?? 'none: test/bundled-navi.ts did not run';

/** Every other test that starts Navi as a process runs the bundle, too. */
describe('the bundle of npm run build', () => {
  it.each(['checks', 'commands', 'decisions', 'jobs', 'sources'] as const)(
    'has every file that registers one of the %s',
    async (kind) => {
      const files = await registeredFiles(kind);
      expect(files.length).toBeGreaterThan(3);
      const bundled: unknown = JSON.parse(readFileSync(join(bundle, 'sources.json'), 'utf8'));
      expect(bundled).toEqual(expect.arrayContaining(files));
    },
  );

  it('ends with the same faults as the sources where nothing is configured', async () => {
    const env = environmentOf({ NODE_ENV: 'production', NAVI_SIMULATED: '' });
    const start = (entry: string) => runNode([entry], { env, cwd: REPOSITORY });

    const ended = await start(MAIN);

    expect(ended).toMatchObject({ code: 78, err: expect.stringContaining('SLACK_BOT_TOKEN is not set') });
    expect(ended).toEqual(await start(join(REPOSITORY, 'src/bin/start.js')));
  });

  it('answers the terminal', async () => {
    const house = await openHouse({ pace: { workflow: 'canned' } });
    try {
      const env = environmentOf({ ...house.world.variables, NO_COLOR: '1' });
      const status = () => runNode([join(bundle, 'bin/navi.js'), 'status'], { env, cwd: REPOSITORY });

      await until('what is live to be told', async () => /^ *CDN v1 +1\.1\.0 /m.test((await status()).out));
    } finally {
      await house.close();
    }
  }, 120_000);
});
