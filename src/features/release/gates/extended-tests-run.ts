import { defineGate } from '../../../domain/gate.ts';
import { kindOf } from '../change-kind.ts';

/** A major is tested by more jobs of the release workflow; the release fails where one of them does not succeed. */
export const extendedTestsRun = defineGate({
  id: 'extended tests run',
  evaluate: (facts) => {
    const { settings, workflow } = facts;
    const { majorJobs } = settings.release;
    if (majorJobs.length === 0 || kindOf(facts) !== 'major') return [];
    const missing = majorJobs.filter((job) => workflow?.jobs.includes(job) !== true);
    if (missing.length === 0) return { is: 'pass', evidence: majorJobs.join(', ') };
    return {
      is: 'block',
      text: `A major release has to pass ${missing.join(', ')}, which the release workflow lacks.`,
      who: 'those who maintain the release workflow',
      next: `Add the jobs to ${settings.repository.workflow}, or correct release.majorJobs in the configuration.`,
    };
  },
});
