import { defineJob, NOTHING } from '../../../engine/define-job.ts';
import { readOnCall } from '../../on-call/index.ts';
import { callNext } from '../call-next.ts';

/** Calls the next person when an alert is not acknowledged for ten minutes. */
export default defineJob({
  name: 'call-on-call',
  payload: NOTHING,
  run: async (context, { subject }) => {
    const onCall = await readOnCall(context);
    return context.store.transaction((tx) => callNext(tx, context, { id: subject.id, onCall }));
  },
});
