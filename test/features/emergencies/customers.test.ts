import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bar } from '../../../src/domain/emergency.ts';
import { readEmergencies } from '../../../src/features/emergencies/index.ts';
import { watchEmergencies } from '../../../src/features/emergencies/look.ts';
import { release, rollBack } from '../../harness/app/actions.ts';
import type { TestApp } from '../../harness/app/app.ts';
import { opensOn, STORE_KINDS } from '../../harness/app/store-kinds.ts';
import { typed } from '../../harness/app/typed.ts';
import { customerWith } from '../../harness/fakes/customers.ts';

describe.each(STORE_KINDS)('the customers of an emergency on %s', (kind) => {
  const open = opensOn(kind);
  let app: TestApp;
  beforeEach(async () => {
    app = await open();
    const customers = [
      customerWith({ id: 'on-line' }),
      customerWith({ id: 'elsewhere', loads: { is: 'version', version: '1.0.0' } }),
    ];
    app.world.customersFile.has({ is: 'read', customers });
  });
  afterEach(() => app.close());

  const notice = () =>
    app.store.transaction(async (tx) => {
      const found = await tx.notices.current('1.2.0', 'emergency');
      return found && { ...found, deliveries: await tx.notices.deliveries(found.id) };
    });
  const only = async () => (await app.store.transaction(readEmergencies))[0];
  async function bar(): Promise<Bar | undefined> {
    await watchEmergencies(app.context);
    return (await only())?.bars.find(({ id }) => id === 'customers');
  }

  it('drafts its notice at once, and waits until each customer of its audience was notified', async () => {
    await release(app);
    await typed(app, 'emergency security "it leaks" --version v1.2.0', { by: 'cleo' });
    expect(await bar()).toMatchObject({ is: 'open', text: expect.stringMatching(/no notice is drafted/) });
    await app.work();
    const drafted = await notice();
    expect(drafted).toMatchObject({ topic: 'emergency', state: { is: 'drafted' } });
    expect(drafted?.deliveries.map(({ recipient }) => recipient.id)).toEqual(['on-line']);
    expect(await bar()).toMatchObject({ is: 'open', text: expect.stringMatching(/^1 of 1 are not/) });

    await app.store.transaction(async (tx) => {
      for (const one of drafted?.deliveries ?? []) {
        const state = { is: 'accepted', at: '2026-01-01T00:00:00.000Z', answer: '250', by: null } as const;
        await tx.notices.saveDelivery({ ...one, state });
      }
      if (drafted !== undefined) {
        const { deliveries: _deliveries, ...row } = drafted;
        await tx.notices.save({
          ...row,
          state: { is: 'given', reviewer: 'ben', at: '2026-01-01T00:00:00.000Z' },
        });
      }
    });
    expect(await bar()).toMatchObject({ is: 'open' });
  });

  it('has no customer to notify where none may load the version, and is over with the rest', async () => {
    const loads = { is: 'version', version: '1.0.0' } as const;
    app.world.customersFile.has({ is: 'read', customers: [customerWith({ id: 'elsewhere', loads })] });
    await release(app);
    await typed(app, 'emergency security "it leaks" --version v1.2.0', { by: 'cleo' });
    expect(await bar()).toMatchObject({ is: 'met', text: 'no customer of the file may load v1.2.0' });
    await rollBack(app);
    await app.work();
    app.world.clock.jump(2 * 3_600_000);
    await watchEmergencies(app.context);
    expect(await notice()).toBeUndefined();
    expect(await only()).toMatchObject({ over: { how: 'safe' } });
  });

  it('is over when they were notified, and everything else is met', async () => {
    await release(app);
    await typed(app, 'emergency security "it leaks" --version v1.2.0', { by: 'cleo' });
    await rollBack(app);
    await app.work();
    const shown = JSON.stringify(await typed(app, 'notice show v1.2.0'));
    const digest = /digest (?<it>[0-9a-f]{8,})/.exec(shown)?.groups?.['it'];
    app.world.clock.jump(2 * 3_600_000);
    expect((await only())?.over).toBeNull();
    await typed(app, `notice review v1.2.0 ${digest}`, { by: 'ben' });
    await typed(app, 'notice send v1.2.0');
    expect(await bar()).toMatchObject({ is: 'open' });
    await app.work();
    await watchEmergencies(app.context);
    expect(await only()).toMatchObject({ over: { how: 'safe' } });
  });
});
