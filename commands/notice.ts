import { defineCommand, type Parsed, wrongUsage } from '../src/dispatch/command.ts';
import type { NoticeWord } from '../src/dispatch/use-cases.ts';
import type { Message } from '../src/domain/message.ts';
import type { NoticeTopic } from '../src/domain/notice.ts';
import { isDate } from '../src/domain/notice-days.ts';
import { parseVersion } from '../src/domain/version.ts';

const WORDS: readonly NoticeWord[] = [
  ...(['draft', 'show', 'review', 'send', 'test'] as const),
  ...(['arrived', 'again', 'by-hand', 'waive', 'bounced', 'snooze', 'reassign'] as const),
];
/** What is drafted by its name, and what by a version alone. */
const TOPICS: readonly NoticeTopic[] = ['reminder', 'prerelease', 'rollback', 'emergency', 'custom'];
const NEEDS_SAYS: readonly NoticeTopic[] = ['emergency', 'custom'];
const NEEDS_TEXT: readonly NoticeWord[] = ['arrived', 'by-hand', 'waive', 'bounced'];
const USAGE = 'notice vX.Y.Z --on 2027-01-12, or notice show|test|review|send vX.Y.Z';

export default defineCommand({
  name: 'notice',
  summary: 'Tell customers of a breaking release: draft, review, send, and see the answers.',
  examples: [
    'notice vX.Y.Z --on 2027-01-12 --says "Call us if this date is bad for you."',
    'notice vX.Y.Z --on 2027-01-12 --remind 7,30',
    'notice emergency vX.Y.Z --says "Forms do not open. Load vX.Y.Z instead."',
    'notice custom vX.Y.Z --says "We are closed on 24 December."',
    'notice show vX.Y.Z',
    'notice show vX.Y.Z zna-antwerp',
    'notice test vX.Y.Z',
    'notice review vX.Y.Z 3f9a12bc04de',
    'notice send vX.Y.Z',
    'notice arrived vX.Y.Z zna-antwerp "they answered it"',
    'notice again vX.Y.Z zna-antwerp',
    'notice waive vX.Y.Z zna-antwerp "contract ends in December"',
    'notice snooze vX.Y.Z tomorrow 09:00',
    'notice reassign vX.Y.Z ben',
    'notice show vX.Y.Z --csv',
    'notice show vX.Y.Z --proof',
  ],
  arguments: [
    {
      name: 'action',
      required: true,
      about:
        'a version to draft, or reminder, prerelease, rollback, emergency, custom (drafts too), show, test, review, send, arrived, again, by-hand, waive, bounced, snooze, reassign',
    },
    { name: 'version', required: false, about: 'the version' },
    { name: 'recipient', required: false, about: 'a recipient, the digest to review, a time, or a person' },
    { name: 'text', required: false, about: 'the proof or the reason', rest: true },
  ],
  flags: [
    { name: 'on', takes: 'text', about: 'the date of the release, such as 2027-01-12' },
    { name: 'says', takes: 'text', about: 'your own words, before what changes' },
    {
      name: 'remind',
      takes: 'text',
      about: 'days after the release on which customers who have not moved are reminded, such as 7,30',
    },
    { name: 'page', takes: 'text', about: 'which 50 recipients are shown' },
    { name: 'csv', takes: 'nothing', about: 'every recipient, as CSV' },
    { name: 'proof', takes: 'nothing', about: 'everything that proves it, as one JSON file' },
  ],
  permission: 'read',
  changes: ({ words }) => words['action'] !== 'show',
  window: 'Notice',
  meanwhile: ({ words }) => (words['action'] === 'test' ? 'Sending it to you…' : null),
  run: async (typed, { useCases, caller, place }) => {
    const { action = '', version: second = '' } = typed.words;
    const drafted = parseVersion(action);
    const topic = TOPICS.find((one) => one === action) ?? 'release';
    const isDraft = drafted !== undefined || topic !== 'release';
    const word = isDraft ? 'draft' : WORDS.find((one) => one === action);
    const version = drafted ?? parseVersion(second);
    if (word === undefined || version === undefined) return refused('Name a version, such as vX.Y.Z.');
    const problem = problemOf(word, topic, typed);
    return problem === null
      ? useCases.notice({ word, version, topic, ...partsOf(typed), caller, place })
      : refused(problem);
  },
});

function partsOf({ words, flags }: Parsed) {
  const text = (name: string) => (typeof flags[name] === 'string' ? flags[name] : null);
  return {
    on: text('on'),
    says: text('says'),
    remind: daysOf(text('remind')),
    page: Number(text('page') ?? 1),
    isProof: flags['proof'] === true,
    isCsv: flags['csv'] === true,
    recipient: words['recipient'] ?? null,
    text: words['text'] ?? '',
  };
}

/** Null where they are not named; `NaN` in it where one is no number. */
function daysOf(text: string | null): number[] | null {
  if (text === null) return null;
  return [...new Set(text.split(',').map((one) => Number(one.trim() || Number.NaN)))].toSorted(
    (one, other) => one - other,
  );
}

/** At most so many reminders, each so many days after the release at most. */
const MOST_REMINDERS = 5;
const LATEST_DAY = 365;

function problemOf(word: NoticeWord, topic: NoticeTopic, typed: Parsed): string | null {
  const { on, says, remind, page, recipient, text } = partsOf(typed);
  if (remind !== null && (word !== 'draft' || topic !== 'release'))
    return '--remind belongs to the notice of a release.';
  if (remind !== null && !areDays(remind))
    return `--remind takes at most ${MOST_REMINDERS} numbers of days from 1 to ${LATEST_DAY}, such as 7,30.`;
  if (word === 'draft' && (on === null ? topic === 'release' : !isDate(on)))
    return 'Missing option: --on, a date such as 2027-01-12.';
  if (word === 'draft' && NEEDS_SAYS.includes(topic) && (says ?? '').trim() === '')
    return 'Missing option: --says, what customers have to know.';
  if (word === 'show') return Number.isInteger(page) && page > 0 ? null : '--page takes a number from 1.';
  if (word === 'draft' || word === 'send' || word === 'test') return null;
  if (recipient === null)
    return word === 'review' ? 'Name the digest that you have read.' : 'Name a recipient.';
  return NEEDS_TEXT.includes(word) && text.trim() === '' ? 'Say the proof or the reason.' : null;
}

function areDays(days: readonly number[]): boolean {
  return (
    days.length <= MOST_REMINDERS &&
    days.every((day) => Number.isInteger(day) && day > 0 && day <= LATEST_DAY)
  );
}

function refused(problem: string): Message {
  return wrongUsage('notice', problem, USAGE);
}
