import type { Duty, DutyOutcome } from '../../ports/store.ts';
import { advance } from '../advance.ts';
import type { Ground } from '../ports.ts';
import { adopt } from './adopt.ts';
import { answerDeployment } from './answer-deployment.ts';
import { deliver } from './deliver.ts';
import { endRun } from './end-run.ts';
import { expire } from './expire.ts';
import { findForeignRuns } from './find-foreign-runs.ts';
import { takeBackLatePost } from './late-post.ts';
import { deleteLeftTag, lookAtLeftTag } from './left-tag.ts';
import { review } from './review.ts';
import { tryRights } from './try-rights.ts';
import { verifyLive } from './verify-live.ts';
import { verifyRecord } from './verify-record.ts';

/** Does one job. What it throws has the job due again after a growing pause. */
export type JobHandler = (ground: Ground, job: Duty) => Promise<DutyOutcome>;

/** Every job that this version knows, by the name that rows and schedules have. A new job is one file and one line here. */
export const JOBS: Readonly<Record<string, JobHandler>> = {
  advance: (ground, { subject }) => advance(ground, subject.id),
  expire: (ground, { subject }) => expire(ground, subject.id),
  deliver: (ground, { subject }) => deliver(ground, subject),
  adopt: (ground) => adopt(ground),
  'end-run': (ground, { subject }) => endRun(ground, subject.id),
  'late-post': (ground, { subject }) => takeBackLatePost(ground, subject.id),
  'left-tag': (ground, { subject }) => lookAtLeftTag(ground, subject.id),
  'delete-tag': (ground, { subject }) => deleteLeftTag(ground, subject.id),
  review: (ground, { subject }) => review(ground, subject.id),
  'answer-deployment': (ground, { subject }) => answerDeployment(ground, subject.id),
  'find-foreign-runs': (ground) => findForeignRuns(ground),
  'verify-live': (ground) => verifyLive(ground),
  'try-rights': (ground) => tryRights(ground),
  'verify-record': (ground) => verifyRecord(ground),
};

/** The jobs that a worker of this version asks for. */
export const JOB_NAMES: readonly string[] = Object.keys(JOBS);
