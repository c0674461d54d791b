import { z } from 'zod';
import { Label } from './shapes.ts';

/** What on GitHub begins an emergency by itself. */
export const RawEmergencies = z
  .strictObject({
    labels: z
      .strictObject({
        security: Label.default('emergency-security'),
        critical: Label.default('emergency-critical'),
        blocking: Label.default('emergency-blocking'),
      })
      .prefault({})
      .describe('A person of people sets one of these on an issue: that begins an emergency'),
    severities: z
      .array(z.enum(['critical', 'high']))
      .default(['critical'])
      .describe('Dependabot alerts of these severities begin a security emergency; [] for none'),
  })
  .prefault({});
