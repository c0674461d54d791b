import { z } from 'zod';
import type { NoticeTopic } from '../domain/notice.ts';
import { templateProblem, USUAL_TEMPLATES } from '../domain/notice-template.ts';

const LONGEST = 8000;

function template(topic: NoticeTopic) {
  return z
    .string()
    .max(LONGEST)
    .superRefine((text, context) => {
      const problem = templateProblem(topic, text);
      if (problem !== null) context.addIssue({ code: 'custom', message: problem });
    })
    .default(USUAL_TEMPLATES[topic]);
}

/** The texts of notices. */
export const RawTemplates = z
  .strictObject({
    release: template('release').describe('Before a breaking release'),
    reminder: template('reminder').describe(
      'After a breaking release, to customers who have not moved to it',
    ),
    prerelease: template('prerelease').describe('After a prerelease, to the audience early-access'),
    rollback: template('rollback').describe('After a rollback'),
    emergency: template('emergency').describe('In an emergency'),
    custom: template('custom').describe('Anything else'),
  })
  .prefault({})
  .describe(
    'Markdown; the first line is the subject, and a paragraph that names something empty is left out',
  );
