import { defineCommand, flagText, wrongUsage } from '../src/dispatch/command.ts';
import { parseVersion } from '../src/domain/version.ts';

const USAGE = 'emergency security|critical|blocking "title" [--issue 12] [--version vX.Y.Z]';

export default defineCommand({
  name: 'emergency',
  summary: 'Declare an emergency, whose clock runs until customers are safe; or list the open ones.',
  examples: [
    'emergency',
    'emergency security "tokens leak into the referrer" --issue 12 --version vX.Y.Z',
    'emergency critical "the loader fails in Safari"',
    'emergency emg_01j',
    'emergency emg_01j --version vX.Y.Z',
  ],
  arguments: [
    {
      name: 'kind',
      required: false,
      about: 'security (24 h), critical (48 h), blocking (1 week), or the id of one',
    },
    { name: 'title', required: false, about: 'what it is, in quotes' },
  ],
  flags: [
    { name: 'issue', takes: 'text', about: 'the number of its issue on GitHub' },
    { name: 'version', takes: 'text', about: 'the bad version; everything that is live when left out' },
  ],
  permission: 'read',
  changes: ({ words, flags }) => (words['title'] ?? '') !== '' || flags['version'] !== undefined,
  window: null,
  meanwhile: () => null,
  run: async (typed, { useCases, caller, place }) => {
    const { kind = null, title = '' } = typed.words;
    const [issue, version] = [flagText(typed, 'issue'), flagText(typed, 'version')];
    const number = issue === null ? null : Number(issue.replace(/^#/, ''));
    if (number !== null && !(Number.isSafeInteger(number) && number > 0))
      return wrongUsage('emergency', '--issue takes the number of an issue, such as 12.', USAGE);
    const bad = version === null ? null : parseVersion(version);
    if (bad === undefined)
      return wrongUsage('emergency', '--version takes a version, such as vX.Y.Z.', USAGE);
    return useCases.emergency({ word: kind, title, issue: number, version: bad, caller, place });
  },
});
