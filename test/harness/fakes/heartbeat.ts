import type { Heartbeat } from '../../../src/ports/heartbeat.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';

export interface FakeHeartbeat extends Heartbeat {
  /** How often it was called and has answered. */
  beats: number;
  /** So many calls fail first. */
  failures: number;
}

export function createFakeHeartbeat(): FakeHeartbeat {
  const fake: FakeHeartbeat = {
    beats: 0,
    failures: 0,
    beat: async () => {
      if (fake.failures === 0) {
        fake.beats += 1;
        return;
      }
      fake.failures -= 1;
      throw new ServiceError({ service: 'heartbeat', call: 'beat', kind: 'unknown', problem: 'no answer' });
    },
  };
  return fake;
}
