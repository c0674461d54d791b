import { Icon, type IconName, Spinner } from '../icons.tsx';

/** Signs that carry a state are drawn by us, so that they look alike on every machine. */
const DRAWN: Record<string, { icon: IconName; tone: string }> = {
  white_check_mark: { icon: 'check-circle', tone: 'good' },
  heavy_check_mark: { icon: 'check', tone: 'good' },
  ballot_box_with_check: { icon: 'check-circle', tone: 'good' },
  x: { icon: 'x-circle', tone: 'bad' },
  no_entry: { icon: 'stop', tone: 'bad' },
  no_entry_sign: { icon: 'stop', tone: 'bad' },
  octagonal_sign: { icon: 'stop', tone: 'bad' },
  warning: { icon: 'warning', tone: 'warn' },
  rotating_light: { icon: 'warning', tone: 'bad' },
  hourglass: { icon: 'clock', tone: 'soft' },
  clock1: { icon: 'clock', tone: 'soft' },
  stopwatch: { icon: 'clock', tone: 'info' },
  information_source: { icon: 'info', tone: 'info' },
  lock: { icon: 'lock', tone: 'warn' },
  unlock: { icon: 'lock', tone: 'soft' },
  rocket: { icon: 'rocket', tone: 'info' },
  package: { icon: 'box', tone: 'warn' },
  globe_with_meridians: { icon: 'globe', tone: 'info' },
  rewind: { icon: 'undo', tone: 'warn' },
  leftwards_arrow_with_hook: { icon: 'undo', tone: 'warn' },
  arrows_counterclockwise: { icon: 'refresh', tone: 'info' },
  eyes: { icon: 'eye', tone: 'info' },
  bell: { icon: 'bell', tone: 'warn' },
  memo: { icon: 'note', tone: 'soft' },
  white_circle: { icon: 'circle', tone: 'soft' },
  large_blue_circle: { icon: 'dot', tone: 'info' },
  large_green_circle: { icon: 'dot', tone: 'good' },
  large_yellow_circle: { icon: 'dot', tone: 'warn' },
  red_circle: { icon: 'dot', tone: 'bad' },
  link: { icon: 'link', tone: 'soft' },
  compass: { icon: 'navi', tone: 'info' },
  double_vertical_bar: { icon: 'pause', tone: 'warn' },
  raised_hand: { icon: 'hand', tone: 'warn' },
  zzz: { icon: 'moon', tone: 'soft' },
  question: { icon: 'question', tone: 'warn' },
  white_small_square: { icon: 'circle', tone: 'soft' },
  small_blue_diamond: { icon: 'diamond', tone: 'info' },
  hammer_and_wrench: { icon: 'wrench', tone: 'bad' },
  test_tube: { icon: 'flask', tone: 'info' },
  tada: { icon: 'party', tone: 'good' },
  clock3: { icon: 'clock', tone: 'warn' },
  raising_hand: { icon: 'hand', tone: 'warn' },
  black_square_for_stop: { icon: 'stop', tone: 'soft' },
  exclamation: { icon: 'warning', tone: 'warn' },
  small_orange_diamond: { icon: 'diamond', tone: 'warn' },
};

const WRITTEN: Record<string, string> = {
  wave: '👋',
  '+1': '👍',
  thumbsup: '👍',
  '-1': '👎',
  thumbsdown: '👎',
  fire: '🔥',
  sparkles: '✨',
  star: '⭐',
  heart: '❤️',
  pray: '🙏',
  thinking_face: '🤔',
  smile: '😄',
  slightly_smiling_face: '🙂',
  raised_hands: '🙌',
  construction: '🚧',
  ship: '🚢',
  bug: '🐛',
  zap: '⚡',
  pushpin: '📌',
  calendar: '📅',
  chart_with_upwards_trend: '📈',
  chart_with_downwards_trend: '📉',
  arrow_right: '➡️',
  arrow_left: '⬅️',
  arrow_up: '⬆️',
  arrow_down: '⬇️',
  robot_face: '🤖',
  mag: '🔍',
  label: '🏷️',
  key: '🔑',
  hammer: '🔨',
  wrench: '🔧',
  broom: '🧹',
  loudspeaker: '📢',
  mega: '📣',
};

/** The same signs where a text holds the character instead of the name. */
const NAMES: Record<string, string> = {
  '✅': 'white_check_mark',
  '✔': 'heavy_check_mark',
  '❌': 'x',
  '⛔': 'no_entry',
  '🛑': 'octagonal_sign',
  '⚠': 'warning',
  '🚨': 'rotating_light',
  '⌛': 'hourglass',
  '⏳': 'hourglass_flowing_sand',
  '⏱': 'stopwatch',
  ℹ: 'information_source',
  '🔒': 'lock',
  '🔓': 'unlock',
  '🚀': 'rocket',
  '📦': 'package',
  '🌐': 'globe_with_meridians',
  '⏪': 'rewind',
  '↩': 'leftwards_arrow_with_hook',
  '🔄': 'arrows_counterclockwise',
  '👀': 'eyes',
  '🔔': 'bell',
  '📝': 'memo',
  '⚪': 'white_circle',
  '🔵': 'large_blue_circle',
  '🟢': 'large_green_circle',
  '🟡': 'large_yellow_circle',
  '🔴': 'red_circle',
  '🔗': 'link',
  '🧭': 'compass',
  '⏸': 'double_vertical_bar',
  '✋': 'raised_hand',
  '💤': 'zzz',
  '❔': 'question',
  '❓': 'question',
  '▫': 'white_small_square',
  '🔹': 'small_blue_diamond',
  '🛠': 'hammer_and_wrench',
  '🧪': 'test_tube',
  '🎉': 'tada',
  '🕒': 'clock3',
  '🙋': 'raising_hand',
  '⏹': 'black_square_for_stop',
  '❗': 'exclamation',
  '🔸': 'small_orange_diamond',
};

const SIGNS = new RegExp(`(${Object.keys(NAMES).join('|')})\\uFE0F?`, 'u');

/** A run of text, with the signs in it drawn. */
export function Signs({ text }: { text: string }) {
  if (!SIGNS.test(text)) return <>{text}</>;
  return (
    <>
      {text
        .split(SIGNS)
        .map((part, at) => (at % 2 === 1 ? <Emoji key={at} name={NAMES[part] ?? part} /> : part))}
    </>
  );
}

/** One `:emoji:`; a name that is not known stays as it was typed. */
export function Emoji({ name }: { name: string }) {
  const drawn = DRAWN[name];
  const label = name.replaceAll('_', ' ');
  if (name === 'hourglass_flowing_sand')
    return (
      <span class="emoji tone-info" title={`:${name}:`}>
        <Spinner label="in progress" />
      </span>
    );
  if (drawn !== undefined)
    return (
      <span class={`emoji tone-${drawn.tone}`} role="img" aria-label={label} title={`:${name}:`}>
        <Icon name={drawn.icon} />
      </span>
    );
  const written = WRITTEN[name];
  if (written === undefined) return <>{`:${name}:`}</>;
  return (
    <span class="emoji" role="img" aria-label={label} title={`:${name}:`}>
      {written}
    </span>
  );
}
