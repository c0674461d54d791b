import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Settings } from '../options.ts';

/** The owner of the machine that a job runs on: GitHub, or the company. */
export type Machine = 'github-hosted' | 'self-hosted';

/** GitHub's own labels (docs.github.com "GitHub-hosted runners reference"). A self-hosted runner has labels of its own. */
const HOSTED = /^(ubuntu|windows|macos)-/;

/** By the labels of `runs-on`: GitHub's machine when every label is one of GitHub's. */
export function machineOf(runsOn: unknown): Machine {
  const labels = [runsOn].flat();
  const isHosted = labels.length > 0 && labels.every((one) => typeof one === 'string' && HOSTED.test(one));
  return isHosted ? 'github-hosted' : 'self-hosted';
}

/** What only the company's own runner image has. */
const OWN_PROGRAMS = ['navi', 'esbuild'];

/** The PATH of a machine: its image's folders, then this computer's. A hosted one has no program of the company's. */
export function pathOf(
  machine: Machine,
  { path, hostedPath }: Pick<Settings, 'path' | 'hostedPath'>,
): string[] {
  const here = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  if (machine === 'self-hosted') return [...path, ...here];
  return [...hostedPath, ...here].filter(
    (folder) => !OWN_PROGRAMS.some((name) => isProgram(join(folder, name))),
  );
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
