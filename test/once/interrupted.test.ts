import { expect, it } from 'vitest';
import { resume } from '../../src/flow/resume.ts';
import { openDesk } from '../flow/desk.ts';

/** More often than a write may be answered with a conflict before a person is asked. */
const DEATHS = 8;

it('a write that is cut off before it is answered, however often, is not counted as tried', async () => {
  const desk = await openDesk();
  const { cdn } = desk.ground;
  let deaths = 0;
  desk.ground.cdn = {
    ...cdn,
    purge: async (what) => {
      deaths += 1;
      if (deaths <= DEATHS) throw new Error('the process ends here');
      return cdn.purge(what);
    },
  };
  try {
    desk.letWorkflowRun();
    const asked = await desk.request();
    await desk.approve(asked);
    for (let death = 0; death < DEATHS; death += 1) {
      await expect(desk.work()).rejects.toThrow('the process ends here');
      await resume(desk.ground);
    }
    await desk.work();

    expect(deaths).toBe(DEATHS + 1);
    expect((await desk.operation(asked.id)).state).toMatchObject({ is: 'done' });
  } finally {
    await desk.close();
  }
});
