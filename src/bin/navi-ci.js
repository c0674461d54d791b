// What `navi ci bundle` makes one file of: `navi ci` for a machine on which nothing of Navi is installed.
import { runPipeline } from '../ci/index.ts';

process.exitCode = await runPipeline(process.argv.slice(2), process.env, {
  out: (text) => void process.stdout.write(`${text}\n`),
  err: (text) => void process.stderr.write(`${text}\n`),
});
