import { typedLine } from '../../dispatch/typed-line.ts';

/** The terminal's own flags, removed from the words. The shell has removed the quotes, and the bot parses the rest. */
export interface CliOptions {
  words: string;
  help: boolean;
  version: boolean;
  json: boolean;
}

export function readOptions(argv: readonly string[]): CliOptions {
  const own = new Set(['--json', '--help', '-h', '--version', '-V']);
  const given = new Set(argv.filter((word) => own.has(word)));
  const rest = argv.filter((word) => !own.has(word));
  return {
    words: typedLine(rest),
    help: given.has('--help') || given.has('-h'),
    version: given.has('--version') || given.has('-V'),
    json: given.has('--json'),
  };
}

export const USAGE = `navi <command> …       ask the running bot, as /navi in Slack does
navi help [command]    what there is, from the bot
navi login             pair this terminal: it shows a code to confirm in Slack
navi logout            end this terminal's token
navi ci <step> …       what the release workflow runs

  --json       the bot's answer as JSON
  --version    this version
  --help       this text

Environment
  NAVI_URL     the running bot's address
  NAVI_TOKEN   a token that Navi issued, instead of the one that "navi login" kept;
               without one you may read, dry-run and roll back, on Navi's own machine
  NO_COLOR     no colours

Exit codes  0 done · 1 fault · 2 usage · 3 refused · 78 configuration`;
