import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkspace, realClock, type Workspace } from '../adapters/slack/workspace.ts';
import { cardOfPlan, sampleCommit, samplePlan } from '../harness/samples/sample-plan.ts';
import { NOW, sampleMove } from '../harness/samples/sample-release.ts';
import { findChromium } from '../harness/world/chromium.ts';
import { STEP_MS, type Visitor, visit } from '../harness/world/visitor.ts';

const START_MS = 120_000;
const CHANNEL = 'C0RELEASES';
const found = findChromium();

/** The window, and how often its column of messages may be as high as it is shown. */
const SCREENS = [
  { name: '1440', width: 1440, height: 900, screens: 1 },
  { name: '900', width: 900, height: 900, screens: 1 },
  { name: '390', width: 390, height: 844, screens: 2 },
] as const;

const PASSED = ['version is newer', 'required checks are green', 'commit is on the default branch'];

/** A release as teams have it: several packages and more commits than the card shows. */
function typical() {
  return samplePlan({
    packages: [
      sampleMove('navi-core', {}),
      sampleMove('navi-portal', { ships: 'none', before: null, changes: false, movesLatest: false }),
      sampleMove('navi-loader', { ships: 'cdn', movesLatest: false }),
      sampleMove('navi-js', {}),
      sampleMove('navi-react', { after: '1.1.0', changes: false, movesLatest: false }),
    ],
    commits: [
      sampleCommit('Version packages for v1.2.0', 24),
      sampleCommit('feat: let a page choose the language of the portal', 23, 'ada-okafor'),
      sampleCommit('fix: keep the focus order when the portal opens, NAV-218', 22),
      sampleCommit('fix: do not load the stylesheet twice', 21, 'mlindqvist'),
      sampleCommit('perf: parse the configuration once', 20),
      sampleCommit('docs: explain the loader', 19, 'ada-okafor'),
      sampleCommit('ci: cache the browser', 18),
    ],
    inAll: 34,
    shown: {
      verdicts: [
        ...Array.from({ length: 11 }, (_, at) => ({
          gate: PASSED[at % 3] ?? '',
          is: 'pass' as const,
          evidence: 'it holds',
        })),
        {
          gate: 'the release can be watched',
          is: 'warn' as const,
          evidence: 'Sentry has seen no load of v1.1.0 for 3 h',
        },
      ],
    },
  });
}

describe('the card of a plan, on the page', () => {
  let workspace: Workspace;
  let visitor: Visitor;

  beforeAll(async () => {
    if (found.is === 'missing') return;
    workspace = await openWorkspace({ start: false, clock: { ...realClock, now: () => NOW } });
    const message = { is: 'card', card: cardOfPlan(typical()) } as const;
    await workspace.client.chat.post({ channel: CHANNEL, key: 'card', message });
    visitor = await visit(workspace.url, found.path);
    await visitor.button('approve').waitFor();
  }, START_MS);

  afterAll(async () => {
    await visitor?.leave();
    await workspace?.close();
  });

  const LOOKS = SCREENS.flatMap((screen) =>
    (['light', 'dark'] as const).map((light) => ({ ...screen, light })),
  );
  it.each(LOOKS)(
    'takes at most $screens of the screen at $name px, $light',
    async ({ name, width, height, screens, light }) => {
      if (found.is === 'missing') return;
      const { page } = visitor;
      await page.setViewportSize({ width, height });
      if ((await page.locator('html').getAttribute('data-theme')) !== light)
        await page.getByTestId('theme').click();
      await page.locator(`html[data-theme="${light}"]`).waitFor();
      const card = page.locator('article', { has: visitor.button('approve') }).locator('.blocks');
      await card.scrollIntoViewIfNeeded();
      await visitor.photograph(`plan-card-${name}-${light}`);
      const [shown, column] = await Promise.all([card.boundingBox(), page.getByRole('feed').boundingBox()]);
      expect(shown?.height).toBeGreaterThan(200);
      expect(shown?.height).toBeLessThan(screens * (column?.height ?? 0));
      // Nothing of it stands over what is beside the messages.
      const beside = await page.getByTestId('world-panel').boundingBox();
      expect((shown?.x ?? 0) + (shown?.width ?? 0)).toBeLessThanOrEqual(beside?.x ?? 0);
    },
    STEP_MS,
  );
});
