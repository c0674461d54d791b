import { defineCommand, wrongUsage } from '../src/dispatch/command.ts';

const USAGE = 'checklist vX.Y.Z, or checklist vX.Y.Z sign <item> "what was done"';

export default defineCommand({
  name: 'checklist',
  summary: 'Show what a release needs, with owner, state and evidence, or sign an item of it.',
  examples: ['checklist vX.Y.Z', 'checklist vX.Y.Z sign cross-origin "portal and loader on two origins"'],
  arguments: [
    { name: 'version', required: true, about: 'the version, such as vX.Y.Z' },
    { name: 'sign', required: false, about: 'sign, to sign an item' },
    { name: 'item', required: false, about: 'the item, as the list names it' },
    { name: 'evidence', required: false, about: 'what was done', rest: true },
  ],
  flags: [],
  permission: 'read',
  changes: ({ words }) => words['sign'] !== undefined,
  window: null,
  meanwhile: ({ words }) => `Checking ${words['version'] ?? 'the release'}…`,
  run: async ({ words }, { caller, place, useCases }) => {
    const { version = '', sign, item, evidence = '' } = words;
    if (sign === undefined) return useCases.checklist({ version, sign: null, evidence, caller, place });
    if (sign === 'sign' && item !== undefined && evidence.trim() !== '')
      return useCases.checklist({ version, sign: item, evidence: evidence.trim(), caller, place });
    const problem = sign === 'sign' ? 'Say which item, and what was done.' : `There is no action ${sign}.`;
    return wrongUsage('checklist', problem, USAGE);
  },
});
