import { afterEach, beforeEach, expect, it } from 'vitest';
import { renderMessage } from '../../../src/adapters/slack/render/render-message.ts';
import type { LoadsRead, ReferredLoads } from '../../../src/domain/referred-loads.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';
import { release, rollBack } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';
import { customerWith } from '../../harness/fakes/customers.ts';

let app: TestApp;
let answer: () => Promise<LoadsRead>;
beforeEach(async () => {
  app = await openApp();
  answer = async () => ({ is: 'not-created', metric: 'navi_loads' });
  app.context.traffic = { ...app.context.traffic, readLoads: () => answer() };
  const hosts = (id: string) => [`${id}.example`];
  app.world.customersFile.has({
    is: 'read',
    customers: [
      customerWith({ id: 'acme', hosts: hosts('acme') }),
      customerWith({ id: 'pinned', hosts: hosts('pinned'), loads: { is: 'version', version: '1.0.0' } }),
      customerWith({ id: 'moved', hosts: hosts('moved') }),
      customerWith({ id: 'unknown', loads: { is: 'not-stated' } }),
    ],
  });
});
afterEach(() => app.close());

const shown = async (words: string) => {
  const message = await typed(app, words);
  return message.is === 'line' ? message.text : JSON.stringify(message);
};
/** On each of the last four days. */
const days = (host: string | null, loaded: string | null, count: number): ReferredLoads[] =>
  [4, 3, 2, 1].map((back) => ({
    ...{ host, loaded, count },
    at: new Date(app.world.clock.now().getTime() - back * 86_400_000).toISOString(),
  }));
const measured = (...loads: ReferredLoads[][]) => {
  answer = async () => ({ is: 'read', loads: loads.flat(), isIncomplete: false });
};

it('is not set up without the metric, says how to set it up, and shows what the file says', async () => {
  const text = await shown('customers --on v1');
  expect(text).toMatch(/^3 of 4 customers on v1; of 1 it is not known what they load\n/);
  expect(text).toMatch(/not set up: Google has no log-based metric navi_loads; npx navi customers --set-up/);
  expect(text).toMatch(/acme: Acme, loads v1 \(the customers file says so\), owner/);
});

it('says who is still on an older line, and how much is not attributed', async () => {
  await release(app);
  await app.store.transaction((tx) =>
    tx.surfaces.setLive(
      'pointer:v2',
      { version: '2.0.0' },
      { operation: 'adopted', at: '2026-01-01T00:00:00.000Z', verifiedAt: null },
    ),
  );
  measured(days('acme.example', 'v1', 60), days('moved.example', 'v2', 33), days(null, 'v1', 7));

  const text = await shown('customers --on v1');
  expect(text).toMatch(
    /^2 of 4 customers still on v1; of 1 it is not known what they load; 7 % of loads unattributed\n/,
  );
  expect(text).toMatch(/acme: Acme, loads v1 \(240 loads\), owner/);
  expect(text).toMatch(/pinned: .* pins v1\.0\.0 \(the customers file says so; no load was seen\)/);
  expect(text).not.toMatch(/^moved:/m);
  expect(await shown('customers')).toMatch(/^2 of 4 customers still on v1, 1 of 4 customers on v2;/);
  expect(await shown('customers moved')).toMatch(/the customers file says v1, which was not seen/);
});

it('says what one customer loads, since when, and which release is behind it by Navi’s own record', async () => {
  await release(app);
  await rollBack(app);
  await app.work(900_000);
  measured(days('acme.example', 'v1', 60), days('acme.example', 'v1.0.0', 2));

  const text = await shown('customers acme');
  expect(text).toMatch(
    /^Acme \(acme\), measured by the load balancer:\nv1: 240 loads, since the day from 20/,
  );
  expect(text).toMatch(/\nv1\.0\.0: 8 loads/);
  expect(text).toMatch(/\nv1\/ is v1\.1\.0 since \S+Z; before that v1\.2\.0 since \S+Z\n/);
});

it('does not believe a pointer’s history that only the store says', async () => {
  const done = await release(app);
  measured(days('acme.example', 'v1', 60));
  await app.store.transaction(async (tx) => {
    const operation = await tx.operations.get(done.id);
    if (operation === undefined) throw new Error('there is a release');
    const { plan } = operation;
    await tx.operations.save({
      ...operation,
      plan: { ...plan, content: { ...plan.content, version: '6.6.6' } },
    });
  });
  expect(await shown('customers acme')).not.toMatch(/6\.6\.6/);
});

it('says why it cannot tell', async () => {
  answer = () =>
    Promise.reject(
      new ServiceError({
        ...{ service: 'google-monitoring', call: 'readLoads', kind: 'refused', status: 403 },
        problem: 'answered 403',
      }),
    );
  expect(await shown('customers')).toMatch(
    /is not known: Google Cloud Monitoring answered 403 \(Navi’s account needs monitoring/,
  );
});

it('names at most five hosts of no customer, and nothing of them is markup', async () => {
  const long = `${'a.'.repeat(100)}example`;
  const hosts = [
    'xn--80ak6aa92e.example',
    long,
    ...Array.from({ length: 500 }, (_, nth) => `h${nth}.example`),
  ];
  measured(days('acme.example', 'v1', 60), ...hosts.map((host, nth) => days(host, 'v1', 9000 - nth)));
  const message = await typed(app, 'customers');
  const { blocks, text } = renderMessage(message, { now: new Date(0) });
  const line = JSON.stringify(blocks).split('Hosts of no customer')[1] ?? '';
  expect(line).toMatch(/\\"xn--80ak6aa92e\.example\\" \(36,000 loads on 4 days\), \\"a\.a\.[a.]{50,60}…\\"/);
  expect(line.match(/loads on 4 days/g)).toHaveLength(5);
  expect(`${text}${line}`).not.toMatch(/<http/);
});

it('prints the command that sets it up at a terminal, and in Slack where to type it', async () => {
  const place = { is: 'terminal', user: 'ada' } as const;
  const printed = await app.use.setUpCustomerLoads(place);
  expect(JSON.stringify(printed)).toMatch(/gcloud logging metrics create navi_loads/);
  expect(await shown('customers --set-up')).toMatch(/npx navi customers --set-up/);
});
