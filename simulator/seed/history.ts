/** The author of a commit. */
export interface Author {
  name: string;
  email: string;
}

/** One commit on the way to a version: the files that it takes from that version's tree. */
export interface Change {
  author: Author;
  /** ISO 8601. */
  at: string;
  message: string;
  /** Paths that it adds; the last commit of a version adds the rest. */
  brings: RegExp;
}

/** The commits that lead to a version, and the annotated tag on the last of them. */
export interface Chapter {
  tree: 'v1.0.0' | 'v1.1.0' | 'main';
  changes: readonly Change[];
  tag?: { name: string; message: string };
}

const ADA = person('Ada Okafor', 'ada-okafor');
const BEN = person('Ben Ivarsson', 'ben-ivarsson');
const CLEO = person('Cleo Martins', 'cleo-martins');
const DEV = person('Dev Rao', 'dev-rao');

function person(name: string, login: string): Author {
  return { name, email: `${login}@users.noreply.github.com` };
}

/**
 * Paths under a folder of `packages/`, without version numbers, changelogs and the map that names versions: the last
 * commit of a version adds those.
 */
function sourcesOf(...packages: string[]): RegExp {
  return new RegExp(`^packages/navi-(${packages.join('|')})/(src/(?!shared)|test/|index\\.d\\.ts)`);
}

const REST = /^/;

/** The example's history. Everything in it is fixed, dates too, so that commits have the same names in every world. */
export const HISTORY: readonly Chapter[] = [
  {
    tree: 'v1.0.0',
    changes: [
      {
        author: ADA,
        at: '2026-09-01T08:12:00Z',
        message: 'chore: npm workspaces and changesets',
        brings: /^(\.gitignore|\.changeset\/|package\.json|README\.md)/,
      },
      {
        author: DEV,
        at: '2026-09-02T13:40:00Z',
        message: 'feat(core): the protocol between page and portal',
        brings: /^packages\/navi-core\/(?!CHANGELOG)/,
      },
      {
        author: CLEO,
        at: '2026-09-03T09:05:00Z',
        message: 'feat(portal): open and say so',
        brings: /^packages\/navi-portal\/(?!CHANGELOG)/,
      },
      {
        author: DEV,
        at: '2026-09-03T15:31:00Z',
        message: 'feat(loader): one script tag embeds the portal',
        brings: /^packages\/navi-loader\/(?!CHANGELOG)/,
      },
      {
        author: BEN,
        at: '2026-09-04T10:20:00Z',
        message: 'feat: load from code and from React',
        brings: /^packages\/navi-(js|react)\/(?!CHANGELOG)/,
      },
      {
        author: BEN,
        at: '2026-09-04T14:02:00Z',
        message: 'ci: build and test every push',
        brings: /^\.github\//,
      },
      {
        author: ADA,
        at: '2026-09-07T09:00:00Z',
        message: 'chore: version packages for v1.0.0',
        brings: REST,
      },
    ],
    tag: { name: 'v1.0.0', message: 'Release v1.0.0\n' },
  },
  {
    tree: 'v1.1.0',
    changes: [
      {
        author: DEV,
        at: '2026-09-21T11:47:00Z',
        message: 'feat(core): tell when an activity is completed (#12)',
        brings: sourcesOf('core'),
      },
      {
        author: CLEO,
        at: '2026-09-28T08:55:00Z',
        message: 'feat: title and target of the frame (#13)\n\nThe portal shows the title too.',
        brings: sourcesOf('portal', 'loader', 'js'),
      },
      {
        author: DEV,
        at: '2026-10-05T16:10:00Z',
        message: 'feat(react): onCompleted (#14)',
        brings: sourcesOf('react'),
      },
      {
        author: ADA,
        at: '2026-10-12T09:00:00Z',
        message: 'chore: version packages for v1.1.0 (#15)',
        brings: REST,
      },
    ],
    tag: { name: 'v1.1.0', message: 'Release v1.1.0\n' },
  },
  {
    tree: 'main',
    changes: [
      {
        author: DEV,
        at: '2026-10-26T10:05:00Z',
        message: 'feat(core): tell when an activity starts and how far it is (#16)',
        brings: sourcesOf('core'),
      },
      {
        author: DEV,
        at: '2026-11-02T14:22:00Z',
        // Hostile on purpose: code that shows commits must escape them.
        message: 'fix: escape <!channel> & <https://evil.example|log in> in titles (#17)',
        brings: sourcesOf('portal'),
      },
      {
        author: CLEO,
        at: '2026-11-05T09:38:00Z',
        message: 'feat(loader): listeners can be stopped (#18)',
        brings: sourcesOf('loader', 'js'),
      },
      {
        author: BEN,
        at: '2026-11-11T13:15:00Z',
        message:
          'ci: release from one dispatched workflow, started by Navi (#19)\n\nNo more releases by hand: the workflow uploads and publishes where nobody\ngets it yet, Navi verifies and moves the pointer and `latest`.',
        brings: /^(\.github\/|navi\.release\.json|budgets\.json|\.gitignore|README\.md)/,
      },
      {
        author: CLEO,
        at: '2026-11-16T15:44:00Z',
        message: 'docs: contracts of 1.2 (#20)',
        brings: /^API-CONTRACTS\.md/,
      },
      {
        author: ADA,
        at: '2026-11-18T09:00:00Z',
        message: 'chore: version packages for v1.2.0 (#21)',
        brings: REST,
      },
    ],
  },
];
