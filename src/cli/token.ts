import { execFile } from 'node:child_process';

const TIMEOUT_MS = 5000;

/** The GitHub CLI's token for this person, or undefined when it is not there, not logged in, or does not answer. */
export function tokenOfGh(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile('gh', ['auth', 'token'], { timeout: TIMEOUT_MS, maxBuffer: 64 * 1024, env }, (error, stdout) => {
      const token = stdout.trim();
      resolve(error === null && /^\S{1,400}$/.test(token) ? token : undefined);
    });
  });
}
