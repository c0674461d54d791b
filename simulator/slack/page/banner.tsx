import { useLayoutEffect, useState } from 'preact/hooks';
import { Icon } from './icons.tsx';
import { usePart } from './store.ts';

/** Says what this is, whether it is up to date, and holds the light switch. */
export function Banner() {
  const link = usePart((state) => state.link);
  return (
    <header class="banner">
      <span class="banner-words">
        <Icon name="flask" size={17} />
        <strong>Simulated world: nothing here is real</strong>
        <span class="banner-more">No Slack, no customers, no cloud. Break what you like.</span>
      </span>
      <span class="banner-side">
        <span class={`link-state ${link}`} role="status" data-testid="link" data-link={link}>
          {link === 'live' ? 'live' : link === 'connecting' ? 'connecting…' : 'reconnecting…'}
        </span>
        <span class="banner-keys">
          <kbd>/</kbd> write <kbd>Ctrl K</kbd> switch
        </span>
        <LightSwitch />
      </span>
    </header>
  );
}

type Light = 'light' | 'dark';

function LightSwitch() {
  const [light, setLight] = useState<Light>(() =>
    document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light',
  );
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = light;
  }, [light]);
  const other: Light = light === 'dark' ? 'light' : 'dark';
  return (
    <button
      type="button"
      class="bare"
      data-testid="theme"
      aria-label={`Switch to ${other}`}
      title={`Switch to ${other}`}
      onClick={() => {
        localStorage.setItem('theme', other);
        setLight(other);
      }}
    >
      <Icon name={light === 'dark' ? 'sun' : 'moon'} size={17} />
    </button>
  );
}

/** The light the person chose last, else the one their system has. */
export function applyRememberedLight(): void {
  const chosen = localStorage.getItem('theme');
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  document.documentElement.dataset['theme'] = chosen === 'dark' || chosen === 'light' ? chosen : system;
}
