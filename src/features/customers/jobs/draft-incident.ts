import { z } from 'zod';
import { defineJob } from '../../../engine/define-job.ts';
import { draftIncident, Incident } from '../notices/draft-incident.ts';

export default defineJob({
  name: 'draft-incident',
  payload: Incident.extend({ since: z.iso.datetime() }),
  run: (context, { subject, payload: { since, ...incident } }) =>
    draftIncident(context, { subject, incident, since }),
});
