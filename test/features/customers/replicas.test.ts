import { afterEach, beforeEach, expect, it } from 'vitest';
import { type SimulatedSmtp, startSmtp } from '../../../simulator/smtp/index.ts';
import { createSmtp } from '../../../src/adapters/smtp/index.ts';
import { openPostgresStore } from '../../../src/adapters/store/postgres/open.ts';
import { sendNotice } from '../../../src/features/customers/notices/send-notice.ts';
import { appOn, type TestApp } from '../../harness/app/app.ts';
import { createFakeWorld, type FakeWorld } from '../../harness/fakes/world.ts';
import { settingsWith } from '../../harness/samples/settings.ts';
import { answering } from '../../harness/store/answering.ts';
import { needsPostgres } from '../../harness/store/needs-postgres.ts';
import { STORE_JOURNAL } from '../../harness/store/store.ts';
import { begun, haveCustomers, noticeOf } from './tell.ts';

const LIMIT_MS = 120_000;
const RECIPIENTS = 60;
const server = needsPostgres();
let world: FakeWorld;
let smtp: SimulatedSmtp;
let replicas: readonly [TestApp, TestApp];

/** Two processes' stores over one PostgreSQL, each with its own connection to the mail server. */
beforeEach(async () => {
  world = createFakeWorld();
  smtp = await startSmtp();
  const { clock, telemetry } = world;
  const { url, drop } = await server.createDatabase();
  const open = () => openPostgresStore({ url, clock, telemetry, journal: STORE_JOURNAL });
  const { store, answered } = answering(await open());
  const other = await open();
  const settings = settingsWith();
  const close = async () => {
    await other.close();
    await store.close();
    await drop();
    await smtp.close();
  };
  const first = appOn({ world, store, settings, close, answered });
  const second = appOn({ world, store: other, settings, close: async () => {}, answered });
  second.context.holder = 'process-2';
  replicas = [first, second];
}, LIMIT_MS);
afterEach(() => replicas[0].close());

it('two processes on PostgreSQL send a notice together: each recipient gets it once', {
  timeout: LIMIT_MS,
}, async () => {
  const [first] = replicas;
  haveCustomers(first, RECIPIENTS);
  const id = await begun(first);
  const from = 'Navi <navi@navi.example>';
  const options = { url: smtp.smtpUrl, from, deadlineMs: 30_000, isProduction: false };
  await Promise.all(
    replicas.map(({ context }) => sendNotice({ ...context, mail: { service: createSmtp(options) } }, id)),
  );

  const { notice, deliveries } = await noticeOf(first);
  expect(new Set(deliveries.map(({ state }) => state.is))).toEqual(new Set(['accepted']));
  expect(notice.state.is).toBe('given');
  expect(smtp.mails().length).toBe(RECIPIENTS);
  expect(new Set(smtp.mails().map(({ to }) => to)).size).toBe(RECIPIENTS);
});
