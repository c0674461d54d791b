import { z } from 'zod';
import { Zone } from './schedules.ts';

/** What is measured, and how it is judged. */
export const RawMonitoring = z
  .strictObject({
    zone: Zone.default('UTC').describe(
      'The time zone whose days are measured, by its IANA name. After a change the last three days are counted anew, older ones stay',
    ),
  })
  .prefault({});
