import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Which of these processes still run. One that has ended and waits for its parent to ask does not. */
export async function runningAmong(pids: readonly number[]): Promise<number[]> {
  const running = new Set((await processes()).map(([pid]) => pid));
  return pids.filter((pid) => running.has(pid));
}

/** All processes that this one has started, and those have started in turn. */
export async function descendants(root: number): Promise<number[]> {
  const pairs = await processes();
  const found = [root];
  for (const parent of found) for (const [pid, ppid] of pairs) if (ppid === parent) found.push(pid);
  return found.slice(1);
}

/** Each running process with its parent. Linux tells it in /proc, where `ps` need not be installed. */
async function processes(): Promise<[number, number][]> {
  if (process.platform !== 'linux') {
    const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,state=']);
    return [...stdout.matchAll(/(\d+)\s+(\d+)\s+[^Z\s]/g)].map(([, pid, ppid]) => [
      Number(pid),
      Number(ppid),
    ]);
  }
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const found = await Promise.all(
    pids.map(async (pid): Promise<[number, number][]> => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const parent = /\) [^Z] (\d+)/.exec(stat)?.[1];
      return parent === undefined ? [] : [[pid, Number(parent)]];
    }),
  );
  return found.flat();
}
