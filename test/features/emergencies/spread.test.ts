import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decideSpread, type SpreadFacts } from '../../../src/features/emergencies/decide-spread.ts';
import { readEmergencies } from '../../../src/features/emergencies/index.ts';
import { watchSpread } from '../../../src/features/emergencies/watch-spread.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';
import { release } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';
import { customerWith } from '../../harness/fakes/customers.ts';

const NONE: SpreadFacts['pinning'] = { is: 'known', customers: [], isMeasured: true, otherLoads: 0 };
const js = (downloads: [string, number][] | null) => ({
  ...{ name: 'navi-js', version: '1.2.0' },
  downloads: downloads && new Map(downloads),
});

describe('how far v1.2.0 is still spread', () => {
  it.each<[string, Partial<SpreadFacts>, string[]]>([
    [
      'its part of the downloads, and no customer',
      {
        packages: [
          js([
            ['1.2.0', 25],
            ['1.1.0', 75],
          ]),
        ],
      },
      ['navi-js@1.2.0: 25 % of 100 downloads in seven days', 'Pages that pin v1.2.0: no customer'],
    ],
    [
      'nothing of the downloads',
      { packages: [js([['1.1.0', 75]])] },
      ['navi-js@1.2.0: 0 % of 75 downloads in seven days', expect.anything()],
    ],
    [
      'no zero, where npm has not counted',
      { packages: [js([])] },
      [expect.stringMatching(/has counted no downloads/), expect.anything()],
    ],
    [
      'no zero, where npm did not tell',
      { packages: [js(null)] },
      [expect.stringMatching(/npm did not tell/), expect.anything()],
    ],
    [
      'who pins it',
      { pinning: { ...NONE, customers: ['acme'], otherLoads: 7 } },
      ['Pages that pin v1.2.0: 1 customer (acme); 7 loads of no known customer'],
    ],
    [
      'at most eight names',
      { pinning: { ...NONE, customers: [...'abcdefghij'] } },
      [expect.stringMatching(/10 customers \(a, b, c, d, e, f, g, h and 2 more\)$/)],
    ],
    [
      'who pins it, by the file',
      { pinning: { ...NONE, customers: ['acme'], isMeasured: false } },
      [expect.stringMatching(/as the customers file says$/)],
    ],
    [
      'that it is not known',
      { pinning: { is: 'unknown', why: 'no customers file is set' } },
      ['Pages that pin v1.2.0: not known, no customers file is set'],
    ],
  ])('says %s', (_, facts, lines) => {
    expect(decideSpread([{ version: '1.2.0', packages: null, pinning: NONE, ...facts }])).toEqual(lines);
  });
});

describe('the card of an emergency', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await openApp();
  });
  afterEach(() => app.close());

  const card = () => {
    const found = app.world.chat.posts.flatMap(({ message }) =>
      message.is === 'alert' ? [message.alert] : [],
    );
    return found.find(({ headline }) => headline.startsWith('Security'))?.lines.join('\n') ?? '';
  };
  const look = async () => {
    await watchSpread(app.context);
    await app.work(5_000);
  };

  it('follows the bad version’s downloads and who pins it, and holds no clock for them', async () => {
    app.world.customersFile.has({
      is: 'read',
      customers: [customerWith(), customerWith({ id: 'pins', loads: { is: 'version', version: '1.2.0' } })],
    });
    await release(app);
    await typed(app, 'emergency security "it leaks" --version v1.2.0');
    let share = 60;
    app.context.downloads = {
      ...app.context.downloads,
      lastWeek: async () =>
        new Map([...['1.2.0', '1.1.0', '1.0.0']].map((version, nth) => [version, nth === 0 ? share : 20])),
    };
    await look();
    expect(card()).toMatch(/Still spread \(no clock waits for it\):\n@\S+@1\.2\.0: 60 % of 100 downloads/);
    expect(card()).toMatch(
      /Pages that pin v1\.2\.0: 1 customer \(pins\), as the customers file says\nStages:/,
    );
    const rows = async () =>
      app.store.transaction(async (tx) => {
        const [one] = await readEmergencies(tx);
        if (one === undefined) throw new Error('there is an emergency');
        const all = await tx.journal.of({ kind: 'emergency', id: one.id });
        return { one, count: all.filter(({ row }) => row.event === 'emergency-spread').length };
      });
    await look();
    expect((await rows()).count).toBe(1);
    share = 10;
    await look();
    expect(card()).toMatch(/@1\.2\.0: 20 % of 50 downloads/);
    expect(await rows()).toMatchObject({ count: 2, one: { bars: [], over: null } });
  });

  it('says what npm did not tell', async () => {
    await release(app);
    await typed(app, 'emergency security "it leaks" --version v1.2.0');
    app.context.downloads = {
      ...app.context.downloads,
      lastWeek: () =>
        Promise.reject(
          new ServiceError({
            service: 'npm-downloads',
            call: 'lastWeek',
            kind: 'unknown',
            problem: 'answered 503',
          }),
        ),
    };
    await look();
    expect(card()).toMatch(/@1\.2\.0: npm did not tell its downloads/);
  });
});
