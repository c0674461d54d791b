import { expect, it } from 'vitest';
import { decideIncident } from '../../../src/features/alerts/decide-incident.ts';
import {
  type Answer,
  type CallingAlert,
  releaseTopic,
  UNANSWERED,
} from '../../../src/features/alerts/index.ts';

const NOW = Date.parse('2026-11-27T12:00:00.000Z');
const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();

/** An alert that calls for these topics since so many minutes. */
function alert(id: string, topics: string[] | null, minutes = 0, answer: Partial<Answer> = {}): CallingAlert {
  const since = ago(minutes);
  return {
    ...{ id, kind: 'measured', subject: { kind: 'source', id }, state: { is: 'firing', since } },
    ...{ since, looks: 3, revision: 1, details: {}, answer: { ...UNANSWERED, ...answer } },
    calling: topics && { incident: id, name: id, what: 'bad', since, isClearing: false, topics },
  };
}

const v12 = releaseTopic('1.2.0');
const ERRORS = 'release-errors';
const muted = { until: ago(-60), by: 'Ada', why: '' };
const joined = { alert: 'alt_0', incident: 'alt_0' };

it.each<[string, string[], CallingAlert[], string | undefined]>([
  ['is its own where nothing else fires', [v12], [], undefined],
  ['is its own beside another kind of trouble', ['source'], [alert('alt_1', ['criterion'])], undefined],
  ['joins what two sources say of one release', [v12, ERRORS], [alert('alt_1', [v12, ERRORS], 3)], 'alt_1'],
  [
    'joins the watch of its release, however old',
    [v12, ERRORS],
    [alert('wch_1.2.0', [v12], 300)],
    'wch_1.2.0',
  ],
  ['joins sources that broke together', ['source'], [alert('alt_1', ['source'], 29)], 'alt_1'],
  ['is its own where the other one is older', ['source'], [alert('alt_1', ['source'], 31)], undefined],
  [
    'joins errors of another release that began together',
    [v12, ERRORS],
    [alert('alt_1', [releaseTopic('1.1.0'), ERRORS], 5)],
    'alt_1',
  ],
  [
    'prefers its own release',
    [v12, ERRORS],
    [alert('alt_1', [ERRORS], 9), alert('alt_2', [v12], 5)],
    'alt_2',
  ],
  ['joins the oldest', ['source'], [alert('alt_2', ['source'], 5), alert('alt_1', ['source'], 9)], 'alt_1'],
  [
    'hides nothing new in a muted incident',
    ['source'],
    [alert('alt_1', ['source'], 5, { muted })],
    undefined,
  ],
  ['joins its muted release', [v12], [alert('alt_1', [v12], 5, { muted })], 'alt_1'],
  [
    'joins no alert that has joined another',
    ['source'],
    [alert('alt_1', ['source'], 5, { joined })],
    undefined,
  ],
  ['joins nothing that calls no more', [v12], [alert('alt_1', null)], undefined],
  ['joins not itself', [v12], [alert('alt_new', [v12], 5)], undefined],
  ['is its own where it is about nothing in common', [], [alert('drf_1', [])], undefined],
])('an incident %s', (_what, topics, open, lead) => {
  expect(decideIncident(alert('alt_new', topics), open, ago(0))?.id).toBe(lead);
});
