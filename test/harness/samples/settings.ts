import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../../src/config/file.ts';
import type { Settings } from '../../../src/domain/settings.ts';
import { JOBS } from '../app/jobs.ts';

/** The repository's own configuration, adapted to the fakes' story; a test says only what differs. */
export function settingsWith(change: Partial<Settings> = {}): Settings {
  const file = join(import.meta.dirname, '../../../navi.config.yaml');
  const read = readConfig(file, readFileSync(file, 'utf8'), {
    project: 'navi-simulated',
    schedules: JOBS.schedules,
  });
  if (Array.isArray(read)) throw new Error(`navi.config.yaml is not valid: ${JSON.stringify(read)}`);
  const { settings } = read;
  return {
    ...settings,
    packages: settings.packages.map((one) =>
      one.name === '@awell-health/navi-react' ? { ...one, dir: 'packages/navi-js-react' } : one,
    ),
    versionMap: { file: 'packages/navi-js/src/cdn-version-map.ts' },
    // Tests count posts; those of direct messages turn them on.
    slack: { ...settings.slack, directMessages: false },
    // Releases are staged only where a test says so.
    release: { ...settings.release, expectedJobs: ['claim', 'build', 'publish'], staged: [] },
    ...change,
  };
}

/** A person of the configuration as they come from Slack. */
export function slackCaller({ people }: Settings, id: string) {
  const person = people.find((one) => one.id === id);
  if (person?.slack === undefined) throw new Error(`no person ${id} with a Slack account`);
  return { is: 'person', person, account: person.slack, how: 'slack' } as const;
}
