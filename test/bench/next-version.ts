import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const AUTHOR = ['-c', 'user.name=ada', '-c', 'user.email=ada@example.com'];

/** A clone of the simulated repository, in which a person prepares one patch after the other on the default branch. */
export interface Clone {
  /** Commits and pushes what `to` needs, where `from` is the version in the files. */
  prepare(from: string, to: string): Promise<void>;
  /** Commits and pushes a major of all packages, with one breaking change in their changelogs. */
  prepareMajor(to: string, breaking: string): Promise<void>;
  /** Commits and pushes one file. */
  write(path: string, text: string): Promise<void>;
  /** Gives the newest commit this message, and the changelogs a line with it. */
  rewrite(message: string): Promise<void>;
  /** Puts this text wherever a repository may have one that people read: workflow, runs, jobs, environment, author and tag. */
  spread(text: string, tag: string): Promise<void>;
  /** Pushes packages of this name, in a `package.json` and in the release file. */
  misname(text: string): Promise<void>;
  /** Moves a tag onto the commit before, as a person with write access does. */
  moveTag(tag: string): Promise<void>;
  close(): Promise<void>;
}

export async function openClone(repository: string): Promise<Clone> {
  const dir = await mkdtemp(join(tmpdir(), 'navi-bench-clone-'));
  const git = (...argv: string[]) => run('git', ['-C', dir, ...AUTHOR, ...argv]);
  await run('git', ['clone', '--quiet', repository, dir]);
  const edit = async (path: string, change: (text: string) => string) =>
    writeFile(join(dir, path), change(await readFile(join(dir, path), 'utf8')));
  const push = async (message: string) => {
    await git('add', '--all');
    await git('commit', '--quiet', '--message', message);
    await git('push', '--quiet', 'origin', 'HEAD:main');
  };
  return {
    prepare: async (from, to) => {
      for (const name of ['core', 'loader', 'js', 'portal']) {
        const folder = `packages/navi-${name}`;
        await edit(`${folder}/package.json`, (text) =>
          text.replace(`"version": "${from}"`, `"version": "${to}"`),
        );
        await edit(`${folder}/CHANGELOG.md`, (text) =>
          text.replace(`## ${from}`, `## ${to}\n\n### Patch Changes\n\n- Change ${to}.\n\n## ${from}`),
        );
      }
      await edit('package-lock.json', (text) =>
        text.replaceAll(`"version": "${from}"`, `"version": "${to}"`),
      );
      await edit('packages/navi-js/src/shared.ts', (text) =>
        text.replace(`  '${from}': 'v${from}',`, `  '${from}': 'v${from}',\n  '${to}': 'v${to}',`),
      );
      await edit('packages/navi-js/index.d.ts', (text) => text.replace(`'${from}'`, `'${from}' | '${to}'`));
      await git('commit', '--quiet', '--all', '--message', `Version packages for v${to}`);
      await git('push', '--quiet', 'origin', 'HEAD:main');
    },
    prepareMajor: async (to, breaking) => {
      const raised = (text: string) =>
        text
          .replaceAll(/("version": )"1\.[12]\.0"/g, `$1"${to}"`)
          .replaceAll(/("@awell-health\/navi-\w+": )"\^1\.[12]\.0"/g, `$1"^${to}"`);
      for (const name of ['core', 'loader', 'js', 'portal', 'react']) {
        const folder = `packages/navi-${name}`;
        await edit(`${folder}/package.json`, raised);
        await edit(`${folder}/CHANGELOG.md`, (text) =>
          text.replace('## 1.', `## ${to}\n\n### Major Changes\n\n- 1a2b3c4: ${breaking}\n\n## 1.`),
        );
      }
      await edit('package-lock.json', raised);
      await edit('packages/navi-js/src/shared.ts', (text) =>
        text.replace(`  '1.2.0': 'v1.2.0',`, `  '1.2.0': 'v1.2.0',\n  '${to}': 'v${to}',`),
      );
      await edit('packages/navi-js/index.d.ts', (text) => text.replace("'1.2.0'", `'1.2.0' | '${to}'`));
      await push(`Version packages for v${to}`);
    },
    write: async (path, text) => {
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await writeFile(join(dir, path), text);
      await push(`Write ${path}`);
    },
    rewrite: async (message) => {
      await edit('packages/navi-js/CHANGELOG.md', (text) =>
        text.replace('### ', `### Minor Changes\n\n- ${message}\n\n### `),
      );
      await git('commit', '--quiet', '--all', '--message', message);
      await git('push', '--quiet', 'origin', 'HEAD:main');
    },
    spread: async (text, tag) => {
      const quoted = JSON.stringify(text);
      await edit('.github/workflows/release.yml', (file) =>
        file
          .replace(/^name: .*$/m, `name: ${quoted}`)
          .replace(/^run-name: (.*)$/m, (_, name: string) => `run-name: ${JSON.stringify(`${name} ${text}`)}`)
          .replace(
            /^ {2}(?:build|smoke-test|publish-npm):$/gm,
            (job) => `${job}\n    name: ${JSON.stringify(`${job.trim()} ${text}`)}`,
          )
          .replaceAll(/^ {4}environment: .*$/gm, () => `    environment: ${quoted}`),
      );
      await git(
        'commit',
        '--quiet',
        '--all',
        '--author',
        `${text.replace(/[<>]/g, '')} <a@b.example>`,
        '--message',
        text,
      );
      await git('tag', '--annotate', tag, '--message', text);
      await git('push', '--quiet', 'origin', 'HEAD:main', tag);
    },
    misname: async (text) => {
      const quoted = JSON.stringify(text);
      await edit('packages/navi-core/package.json', (file) =>
        file.replace(/"name": .*,/, () => `"name": ${quoted},`),
      );
      await edit('navi.release.json', (file) =>
        file.replace('"packages": [', () => `"packages": [{ "dir": ${quoted}, "ships": "npm" },`),
      );
      await git('commit', '--quiet', '--all', '--message', 'Rename a package');
      await git('push', '--quiet', 'origin', 'HEAD:main');
    },
    moveTag: async (tag) => {
      await git('fetch', '--quiet', '--tags', '--force');
      await git('tag', '--force', tag, `${tag}^{commit}~1`);
      await git('push', '--quiet', '--force', 'origin', tag);
    },
    close: () => rm(dir, { recursive: true, force: true }),
  };
}
