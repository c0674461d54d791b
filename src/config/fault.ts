/** One thing that is wrong with the configuration: where it stands, what is wrong, and how to mend it. */
export interface ConfigFault {
  /** A file with a line, or the environment. */
  where: string;
  problem: string;
  fix: string;
}

/** Every fault of the configuration at once; never holds a secret's value. */
export class ConfigError extends Error {
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    super(`the configuration has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** The faults as a terminal shows them. */
export function explainFaults(faults: readonly ConfigFault[]): string {
  const lines = faults.map(({ where, problem, fix }) => `  ${where}\n    ${problem}\n    → ${fix}`);
  return `Navi cannot start: its configuration has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}.\n${lines.join('\n')}\n`;
}
