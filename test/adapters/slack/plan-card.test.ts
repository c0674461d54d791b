import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkMessageBlocks, checkView } from '../../../simulator/slack/blocks/validate.ts';
import { LIMITS } from '../../../src/adapters/slack/limits.ts';
import { textLength } from '../../../src/adapters/slack/render/fit.ts';
import { renderMessage } from '../../../src/adapters/slack/render/render-message.ts';
import { detailsView } from '../../../src/adapters/slack/views/details.ts';
import { canonical } from '../../../src/domain/json.ts';
import type { Operation } from '../../../src/domain/operation.ts';
import { cardOfPlan, sampleCommit, samplePlan } from '../../harness/samples/sample-plan.ts';
import { sampleMove } from '../../harness/samples/sample-release.ts';
import { foreignMarkup, hostile } from './hostile.ts';
import { mrkdwnTexts, VIEW } from './mrkdwn.ts';

const PASSED = Array.from({ length: 11 }, (_, at) => ({
  gate: `check ${at}`,
  is: 'pass' as const,
  evidence: `it holds, ${at}`,
}));
const WARNED = { gate: 'the release can be watched', is: 'warn' as const, evidence: 'no source is fresh' };

/** Sixty packages that change, and three hundred commits of which GitHub lists the newest hundred. */
function largest(): Operation {
  const names = Array.from({ length: 60 }, (_, at) => `package-with-a-long-name-${at}`);
  const titles = Array.from({ length: 100 }, (_, at) => `feat: change ${at}, ${'words '.repeat(20)}`);
  return samplePlan({
    packages: [
      sampleMove('navi-loader', { ships: 'cdn', movesLatest: false }),
      ...names.map((name) => sampleMove(name, {})),
    ],
    commits: titles.map((title, at) => sampleCommit(title.slice(0, 140), at)),
    inAll: 300,
    shown: { verdicts: [...PASSED, ...PASSED, ...PASSED, WARNED] },
  });
}

function drawn(operation: Operation) {
  const { text, blocks } = renderMessage({ is: 'card', card: cardOfPlan(operation) }, VIEW);
  return { text, blocks, words: JSON.stringify(blocks) };
}

describe('the card of a plan', () => {
  it('begins with from and to, who asked, who may approve, and whom it reaches', () => {
    const { words } = drawn(samplePlan());
    for (const part of [
      '🚀 v1.1.0 → v1.2.0: minor release on v1',
      'Requested by *Ada Okafor*',
      '<@U0BEN> <@U0CLEO>',
      '22 of 31 customers load v1/ and get it without doing anything',
    ])
      expect(words).toContain(part);
  });

  it('shows the times of its checks in the reader’s zone, on the card and in its details', () => {
    const late = { ...WARNED, evidence: 'its review is due at 2026-11-29T02:55:16.592Z' };
    const operation = samplePlan({ shown: { verdicts: [late] } });
    for (const words of [drawn(operation).words, JSON.stringify(detailsView(operation, VIEW))]) {
      expect(words).toContain('its review is due at <!date^');
      expect(words).not.toContain('02:55:16.592Z');
    }
  });

  it('shows what is in it: the commits that matter with pull request and author, and the true number', () => {
    const { words } = drawn(samplePlan({ inAll: 276 }));
    for (const part of [
      '*What is in it* — 276 commits · <https://github.example/awell-health/navi/compare/v1.1.0...abc1234|compare ↗>',
      '• fix: keep the focus order in the portal · <https://github.example/awell-health/navi/pull/14|#14> · ada-okafor',
      '_… and 272 more in Details_',
    ])
      expect(words).toContain(part);
    expect(words.indexOf('load the portal lazily')).toBeLessThan(words.indexOf('Version packages'));
  });

  it('says that the commits could not be read, instead of none', () => {
    const { contents } = samplePlan().shown;
    if (contents === undefined) throw new Error('no contents');
    const { words } = drawn(
      samplePlan({ shown: { changesInAll: null, contents: { ...contents, commits: [], compareUrl: null } } }),
    );
    expect(words).toContain('*What is in it* — the commits could not be read');
  });

  it('has one line for each package that changes, true to the steps, and one for the rest', () => {
    const { words } = drawn(samplePlan());
    for (const part of [
      '*Packages* — 4 of 5 change',
      '`@awell-health/navi-portal` 1.1.0 → *1.2.0* · not published',
      '`@awell-health/navi-js` *1.2.0* is published, `latest` stays at 2.0.0-rc.0',
      'unchanged: `@awell-health/navi-react`',
      '*Moves* `v1/navi-loader.js` 1.1.0 → *1.2.0* · `latest` of 1 package · tag `v1.2.0` at',
    ])
      expect(words).toContain(part);
  });

  it('counts what has passed, and shows warnings and blocks in full', () => {
    const { words } = drawn(samplePlan({ shown: { verdicts: [...PASSED, WARNED] } }));
    expect(words).toContain('*Checks* — 11 passed, 1 with a warning');
    expect(words).toContain(
      'Warning: the release can be watched — no source is fresh · for an owner of Navi: Type /navi doctor.',
    );
    expect(words).not.toContain('it holds');
  });

  it('opens its details beside checks and steps too, by the same action', () => {
    const { blocks } = drawn(samplePlan());
    const beside = blocks.flatMap((block) =>
      block.type === 'section' && block.accessory?.type === 'button' ? [block.accessory] : [],
    );
    expect(beside.map((one) => [one.action_id, one.text.text, one.value])).toEqual([
      ['navi.details', 'Checks ▸', '{"o":"rel_01hx3k9q2v","r":1}'],
      ['navi.details', 'Steps ▸', '{"o":"rel_01hx3k9q2v","r":1}'],
    ]);
  });

  it('stays within the limits and escapes markup, whatever commits and customers files say', () => {
    fc.assert(
      fc.property(hostile, hostile, fc.option(fc.nat(99_999), { nil: null }), (title, author, number) => {
        const commit = { ...sampleCommit(title, number, author), url: title };
        const contents = {
          commits: Array.from({ length: 8 }, () => commit),
          compareUrl: title,
          before: {},
          reach: { is: 'unknown' as const, why: title },
        };
        const operation = samplePlan({
          packages: [sampleMove('x', { name: title, before: author })],
          shown: { contents, commitUrl: title },
        });
        const { text, blocks } = drawn(operation);
        const view = detailsView(operation, VIEW);
        expect(checkMessageBlocks(blocks)).toEqual([]);
        expect(checkView(view)).toEqual([]);
        expect([text, ...mrkdwnTexts([...blocks, ...view.blocks])].flatMap(foreignMarkup)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('fits with 60 packages and 300 commits', () => {
    const { text, blocks, words } = drawn(largest());
    expect(checkMessageBlocks(blocks)).toEqual([]);
    expect(blocks.length).toBeLessThan(LIMITS.blocksPerMessage / 2);
    expect(textLength(blocks) + text.length).toBeLessThan(LIMITS.textOfMessage / 2);
    expect(words).toContain('*Packages* — 61 of 61 change');
    expect(words).toContain('_… and 54 more in Details_');
    expect(words).toContain('_… and 295 more in Details_');
  });
});

const Preformatted = z.object({
  type: z.literal('rich_text'),
  elements: z.array(z.object({ elements: z.array(z.object({ text: z.string() })) })),
});

describe('the details of a plan', () => {
  it('are for people first: all changes and tickets, before checks, steps and the plan as JSON', () => {
    const words = JSON.stringify(detailsView(samplePlan(), VIEW).blocks);
    const places = [
      '*What is in it* — 4 commits',
      '`NAV-42`',
      '*Packages*',
      '*Checks*',
      '*For auditors',
      '*Copy as JSON*',
    ];
    expect(places.map((place) => words.indexOf(place))).toEqual(
      places.map((place) => words.indexOf(place)).toSorted((one, other) => one - other),
    );
    expect(words).toContain('docs: explain the portal');
  });

  it('have the plan as the hash is made of it', () => {
    const operation = samplePlan();
    const parts = detailsView(operation, VIEW).blocks.flatMap((block) => {
      const read = Preformatted.safeParse(block);
      return read.success
        ? read.data.elements.flatMap(({ elements }) => elements.map(({ text }) => text))
        : [];
    });
    expect(parts.join('')).toBe(canonical(operation.plan.content));
  });

  it('fit with 60 packages and 300 commits, and say what they leave to GitHub', () => {
    const view = detailsView(largest(), VIEW);
    expect(checkView(view)).toEqual([]);
    expect(JSON.stringify(view).length).toBeLessThan(250_000);
    expect(JSON.stringify(view)).toContain('the newest 100 of 300 commits');
  });
});
