import { z } from 'zod';
import { defineJob } from '../../src/engine/define-job.ts';
import { enqueueNotice } from '../../src/engine/save.ts';

/** Reminds the channel of something, once. */
export default defineJob({
  name: 'remind',
  payload: z.object({ text: z.string() }),
  run: async ({ store, clock, settings }, { subject, payload }) => {
    const at = clock.now().toISOString();
    await store.transaction((tx) =>
      enqueueNotice(tx, {
        subject,
        text: payload.text,
        level: 'info',
        channel: settings.slack.channel,
        key: `remind:${subject.kind}:${subject.id}`,
        at,
      }),
    );
    return { is: 'over' };
  },
});
