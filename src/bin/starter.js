// Plain JavaScript, like the launcher: it also runs under old versions of Node.
import { readFileSync } from 'node:fs';

/** Node has no event for it, and a check costs a microsecond. */
const LOOK_MS = 500;

/**
 * Ends this process like SIGTERM does once npm or our own launcher, if one of them started it, has ended. npm sends a
 * signal to its shell only, which ends without telling us, and a `kill -9` is not passed on. A process that a person
 * started from a shell may outlive the shell. On Windows a process keeps its parent's number for ever, so nothing is
 * detected there.
 * @param {string | undefined} launcher the launcher's process id, so that its end is detected even before this line
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

/** The parent, and npm above npm's shell. Another parent takes over when one of them ends. */
function starters() {
  const npm = aboveShell(process.ppid);
  return npm === undefined ? String(process.ppid) : `${process.ppid} ${npm}`;
}

/**
 * The parent of the shell, if there is a shell: Debian's shell stays between npm and us, bash replaces itself. Only
 * Linux has it in a file (proc_pid_stat(5)); elsewhere a `kill -9` of npm is detected when the shell has replaced
 * itself.
 * @param {number} pid
 */
function aboveShell(pid) {
  try {
    return /^\d+ \((?:sh|dash|ash)\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}
