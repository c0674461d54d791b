/** One problem of the configuration: where it is, what is wrong, and how to fix it. */
export interface ConfigProblem {
  /** A file with a line, or the environment. */
  where: string;
  problem: string;
  fix: string;
}

/** All problems of the configuration; never contains a secret's value. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(`the configuration has ${problems.length} ${problems.length === 1 ? 'fault' : 'faults'}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** The problems as text for a terminal. */
export function explainProblems(problems: readonly ConfigProblem[]): string {
  const lines = problems.map(({ where, problem, fix }) => `  ${where}\n    ${problem}\n    → ${fix}`);
  return `Navi cannot start: its configuration has ${problems.length} ${problems.length === 1 ? 'fault' : 'faults'}.\n${lines.join('\n')}\n`;
}
