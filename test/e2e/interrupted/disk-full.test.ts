import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { until } from '../../harness/until.ts';
import { type House, openHouse } from '../../harness/world/house.ts';
import { textOf } from '../../harness/world/slack-door.ts';
import { expectReleasedOnce } from '../expect-released.ts';

const CASE_MS = 240_000;
const CALL = /cannot write its database .*ENOSPC/;
const OVER = /can write its database again/;

let house: House | undefined;
let disk: string | undefined;
afterEach(async () => {
  await house?.close();
  if (disk !== undefined) {
    execFileSync('umount', ['-l', disk]);
    rmSync(disk, { recursive: true, force: true });
  }
});

it(
  'a disk that is full in the middle of a release is told by name, and the release goes on when there is room',
  async (context) => {
    const dir = mkdtempSync(join(tmpdir(), 'navi-disk-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', dir], { stdio: 'pipe' });
      disk = dir;
    } catch {
      rmSync(dir, { recursive: true, force: true });
      return context.skip('a small disk can be made by root only');
    }
    house = await openHouse({
      pace: { workflow: 'canned', stepSeconds: 0.5 },
      variables: { NAVI_DATA_DIR: dir },
    });
    const { navi, messages } = house;
    const ready = async () => (await fetch(`${navi.url}/readyz`)).status;
    await house.request('U0ADA', 'v1.2.0');
    await house.approve('U0BEN');
    await house.cardSays(/is running/);
    expect(await ready()).toBe(200);

    const { bavail, bsize } = statfsSync(dir);
    writeFileSync(join(dir, 'filler'), Buffer.alloc(bavail * bsize));

    await until('Navi is not ready', async () => (await ready()) === 503, 60_000);
    await until(
      'the owners are called',
      async () => (await messages()).some((one) => CALL.test(textOf(one))),
      60_000,
    );
    expect(navi.log().some((line) => line.includes('"code":"ENOSPC"'))).toBe(true);

    unlinkSync(join(dir, 'filler'));
    await until('Navi is ready', async () => (await ready()) === 200, 60_000);
    await house.cardSays(/is done/);
    await expectReleasedOnce(house);
    await until('it is told', async () => (await messages()).some((one) => OVER.test(textOf(one))));
    expect((await messages()).filter((one) => CALL.test(textOf(one)))).toHaveLength(1);
  },
  CASE_MS,
);
