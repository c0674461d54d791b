// Plain JavaScript, as the launcher is: it runs under old versions of Node too.
import { readFileSync } from 'node:fs';

/** Node has no event for it, and asking costs a microsecond. */
const LOOK_MS = 500;

/**
 * Ends this process as SIGTERM would once npm or our own launcher, if one of them started it, is gone. npm hands a
 * signal to its shell alone, which ends without a word to us, and a `kill -9` is handed on by nobody. What a person
 * started from a shell of their own may outlive it. On Windows a process keeps the number of its parent for ever:
 * nothing is noticed there.
 * @param {string | undefined} launcher the launcher's process id, so that its end is noticed even before this line
 */
export function endWithStarter(launcher) {
  if (launcher === undefined && process.env['npm_lifecycle_event'] === undefined) return;
  const first = launcher ?? starters();
  const look = setInterval(() => {
    if (starters() === first) return;
    clearInterval(look);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_MS);
  look.unref();
}

/** The parent, and above npm's shell npm. Another parent takes over when one of them ends. */
function starters() {
  const npm = aboveShell(process.ppid);
  return npm === undefined ? String(process.ppid) : `${process.ppid} ${npm}`;
}

/**
 * Who started the shell, when it is one: Debian's stays between npm and us, bash steps aside. Only Linux tells it in a
 * file (proc_pid_stat(5)); elsewhere a `kill -9` of npm is noticed when the shell has stepped aside.
 * @param {number} pid
 */
function aboveShell(pid) {
  try {
    return /^\d+ \((?:sh|dash|ash)\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}
