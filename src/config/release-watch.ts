import { z } from 'zod';
import type { ReleaseWatchSettings } from '../domain/settings.ts';
import { milliseconds } from './duration.ts';
import { Duration } from './shapes.ts';

const part = z.number().gt(0).lt(1);

/** How a new release is compared with the one that it replaced. */
export const RawReleaseWatch = z
  .strictObject({
    soak: z
      .strictObject({
        patch: Duration.default('1h'),
        minor: Duration.default('6h'),
        major: Duration.default('2d'),
      })
      .prefault({})
      .describe('How long a release is watched after the last browser has left the old script'),
    leastLoads: z.int().min(1).default(200).describe('Loads of each release from which Navi judges'),
    leastErrorRate: part.default(0.005).describe('Fewer errors per load than this are never called worse'),
    times: z.number().gt(1).default(2).describe('So many times the errors per load are worse'),
    chance: part
      .default(0.0001)
      .describe(
        'The chance that is taken of a false alarm in one minute: 100 minutes of 0.0001 are 1 % at most',
      ),
    automaticRollback: z
      .enum(['off', 'shadow', 'on'])
      .default('off')
      .describe(
        'Whether Navi rolls a worse release back by itself. In shadow it only notes when it would have: begin with that',
      ),
    automaticLoads: z
      .int()
      .min(1)
      .default(1_000)
      .describe('Loads of the new release from which Navi may roll it back by itself'),
    automaticErrors: z
      .int()
      .min(1)
      .default(20)
      .describe('Errors of the new release from which Navi may roll it back by itself'),
  })
  .prefault({});

/** The settings with durations in milliseconds. */
export function releaseWatchOf({
  soak,
  leastErrorRate,
  ...rest
}: z.infer<typeof RawReleaseWatch>): ReleaseWatchSettings {
  return {
    ...rest,
    leastRate: leastErrorRate,
    soak: {
      patch: milliseconds(soak.patch),
      minor: milliseconds(soak.minor),
      major: milliseconds(soak.major),
    },
  };
}
