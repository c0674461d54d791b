// The entry point that `navi ci bundle` turns into one file: `navi ci` for a machine without Navi.
import { runPipeline } from '../ci/index.ts';

process.exitCode = await runPipeline(process.argv.slice(2), process.env, {
  out: (text) => void process.stdout.write(`${text}\n`),
  err: (text) => void process.stderr.write(`${text}\n`),
});
