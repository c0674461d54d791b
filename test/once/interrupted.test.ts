import { expect, it } from 'vitest';
import { resume } from '../../src/app/resume.ts';
import { openApp } from '../harness/app/app.ts';

/** More often than a write may be answered with a conflict before a person is asked. */
const DEATHS = 8;

it('a write that is cut off before it is answered, however often, is not counted as tried', async () => {
  const app = await openApp();
  const { cdn } = app.context;
  let deaths = 0;
  app.context.cdn = {
    ...cdn,
    purge: async (what) => {
      deaths += 1;
      if (deaths <= DEATHS) throw new Error('the process ends here');
      return cdn.purge(what);
    },
  };
  try {
    app.letWorkflowRun();
    const asked = await app.request();
    await app.approve(asked);
    for (let death = 0; death < DEATHS; death += 1) {
      await expect(app.work()).rejects.toThrow('the process ends here');
      await resume(app.context);
    }
    await app.work();

    expect(deaths).toBe(DEATHS + 1);
    expect((await app.operation(asked.id)).state).toMatchObject({ is: 'done' });
  } finally {
    await app.close();
  }
});
