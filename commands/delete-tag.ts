import { defineCommand } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'delete-tag',
  summary: 'Delete the tag of a release that was not completed.',
  examples: ['delete-tag vX.Y.Z'],
  arguments: [{ name: 'tag', required: true, about: 'the tag, such as vX.Y.Z' }],
  flags: [{ name: 'yes', takes: 'nothing', about: 'confirm without a question' }],
  permission: 'read',
  window: 'Delete tag',
  meanwhile: () => null,
  run: async ({ words, flags }, { caller, place, useCases }) => {
    const request = { tag: words['tag'] ?? '', caller, place };
    return flags['yes'] === true ? useCases.deleteTag(request) : useCases.previewDeleteTag(request);
  },
});
