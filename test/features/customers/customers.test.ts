import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { renderMessage } from '../../../src/adapters/slack/render/render-message.ts';
import { watchFile } from '../../../src/features/customers/watch-file.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';
import { customerWith } from '../../harness/fakes/customers.ts';

const CANARY = 'canary.secret@acme.example';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const file = (...customers: ReturnType<typeof customerWith>[]) =>
  app.world.customersFile.has({ is: 'read', customers });

async function journal() {
  return app.store.transaction((tx) => tx.journal.of({ kind: 'store', id: 'customers' }));
}

it('is not set up without a file, and says so', async () => {
  expect(await typed(app, 'customers')).toMatchObject({ text: /not set up: NAVI_CUSTOMERS/, level: 'warn' });
});

it('lists customers, and those who load a release line', async () => {
  app.world.customersFile.hasExample();
  expect(await typed(app, 'customers')).toMatchObject({ text: expect.stringContaining('12 customers') });
  const on = await typed(app, 'customers --on v1.1.0');
  expect(on).toMatchObject({
    text: expect.stringMatching(/^1 of 12 customers on v1\.1\.0.*\nheartcentre-.*, owner Ada \S+$/s),
  });
});

it('lists every problem of a file that is not valid', async () => {
  const problem = { where: 'c.yaml:3', problem: 'x is missing', fix: 'Add x.' };
  app.world.customersFile.has({ is: 'unreadable', problems: [problem, { ...problem, where: 'c.yaml:9' }] });
  expect(await typed(app, 'customers')).toMatchObject({
    level: 'bad',
    text: expect.stringMatching(/2 problems:\nc\.yaml:3: x is missing\. Add x\.\nc\.yaml:9/),
  });
});

it('shows contacts only to people who may tell customers', async () => {
  file(customerWith({ contacts: [{ name: 'Cana Ry', email: CANARY }] }));
  const shown = async (by: string) => JSON.stringify(await typed(app, 'customers acme', { by }));
  expect(await shown('ada')).toContain(CANARY);
  expect(await shown('cleo')).not.toContain('anary');
  expect(await shown('cleo')).toContain('1 contact, shown to release managers and owners');
  const unproven = await app.use.customers({
    customer: 'acme',
    on: null,
    caller: { is: 'unproven', claimed: 'ada' },
  });
  expect(JSON.stringify(unproven)).not.toContain('anary');
});

it('shows hostile names as text', async () => {
  app.world.customersFile.hasExample();
  const message = await typed(app, 'customers bobby-tables');
  const { blocks } = renderMessage(message, { now: new Date(0) });
  const shown = JSON.stringify(blocks);
  expect(shown).not.toMatch(/<!channel>|<https:[^>]*\|care|\*bold\*/);
  expect(shown).not.toContain('\u202e');
});

it('journals a change once: ids and digests, never an address', async () => {
  file(customerWith({ contacts: [{ name: 'Cana Ry', email: CANARY }] }));
  await watchFile(app.context);
  await watchFile(app.context);
  file(customerWith({ name: 'Acme Inc.', contacts: [{ name: null, email: CANARY }] }));
  await watchFile(app.context);
  file();
  await watchFile(app.context);

  const rows = (await journal()).map(({ row }) => row);
  expect(rows.map(({ details }) => details)).toMatchObject([
    { added: ['acme'], contacts: [{ customer: 'acme', is: 'listed' }] },
    { changed: ['acme'], contacts: [] },
    { removed: ['acme'], contacts: [{ is: 'removed' }] },
  ]);
  expect(JSON.stringify(rows)).not.toContain('anary');
  expect(JSON.stringify(app.world.telemetry)).not.toContain('anary');
});

it('has a salt for each contact, and erases it with the address while the digest stays', async () => {
  file(
    customerWith({
      contacts: [
        { name: null, email: CANARY },
        { name: null, email: 'b@acme.example' },
      ],
    }),
  );
  await watchFile(app.context);
  const contacts = () => app.store.transaction((tx) => tx.customers.contacts());
  const [one, two] = await contacts();
  expect(one?.secret?.salt).not.toBe(two?.secret?.salt);
  expect(one?.digest).toBe(
    createHmac('sha256', one?.secret?.salt ?? '')
      .update(CANARY)
      .digest('hex'),
  );

  expect(await typed(app, 'customers acme --erase')).toMatchObject({
    text: /2 that the customers file lists stay/,
  });
  expect(await typed(app, 'customers acme --erase', { by: 'cleo' })).toMatchObject({
    is: 'refusal',
    refusal: { reasons: [{ code: 'permission-missing' }] },
  });
  file();
  await watchFile(app.context);
  expect(await typed(app, 'customers acme --erase')).toMatchObject({ text: /^2 erased/ });
  expect(await contacts()).toMatchObject([
    { secret: null, digest: one?.digest },
    { secret: null, digest: two?.digest },
  ]);
  expect((await journal()).at(-1)?.row).toMatchObject({ event: 'contacts-erased', actor: { person: 'ada' } });
});
