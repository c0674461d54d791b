import { defineCommand, flagText, wrongUsage } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'review',
  summary: 'Record the review of a release by break glass, as a person who was not involved.',
  examples: ['review vX.Y.Z --outcome "The notice followed the same day."'],
  arguments: [{ name: 'version', required: true, about: 'the version that was released by break glass' }],
  flags: [{ name: 'outcome', takes: 'text', about: 'what the review has found' }],
  permission: 'read',
  changes: () => true,
  window: null,
  meanwhile: () => null,
  run: async (typed, { caller, place, useCases }) => {
    const outcome = flagText(typed, 'outcome')?.trim() ?? '';
    if (outcome === '')
      return wrongUsage('review', 'Say what the review has found.', 'review vX.Y.Z --outcome "…"');
    return useCases.reviewRelease({ version: typed.words['version'] ?? '', outcome, caller, place });
  },
});
