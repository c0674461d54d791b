import { useGo } from '../go.ts';
import { Icon } from '../icons.tsx';
import { Avatar, Mark, marksOf, nameOf } from '../people.tsx';
import { HOME, newestIn, type Place, usePart, useStore } from '../store.ts';
import { PlugDot } from '../world/plug.tsx';
import { placesOf } from './places.ts';

/** Where to go, and as whom. */
export function Sidebar() {
  const team = usePart((state) => state.workspace?.team.name);
  return (
    <nav class="sidebar" aria-label="Workspace">
      <header class="team">
        <span class="team-sign" aria-hidden="true">
          {team?.[0] ?? '…'}
        </span>
        <strong>{team ?? 'Loading…'}</strong>
      </header>
      <Channels />
      <ActingAs />
    </nav>
  );
}

function Channels() {
  const channels = usePart((state) => state.workspace?.channels);
  const me = usePart((state) => state.me);
  return (
    <div class="places">
      <h2>Channels</h2>
      <ul onKeyDown={moveByArrows}>
        {placesOf(channels ?? [], me).map(({ channel, name }) => (
          <ChannelEntry key={channel.id} id={channel.id} name={name} direct={channel.is_im} />
        ))}
        <li class="apps">
          <HomeEntry />
        </li>
      </ul>
    </div>
  );
}

function ChannelEntry({ id, name, direct }: { id: string; name: string; direct: boolean }) {
  const here = usePart((state) => state.place === id);
  const empty = usePart((state) => (state.messages[id] ?? []).length === 0);
  const unread = usePart(
    (state) => state.place !== id && Number(newestIn(state.messages[id])) > Number(state.read[id] ?? 0),
  );
  const { goTo } = useGo();
  if (direct && empty) return null;
  return (
    <li>
      <PlaceButton here={here} place={id} onGo={goTo}>
        <Icon name={direct ? 'thread' : 'hash'} />
        <span class={unread ? 'place-name unread' : 'place-name'}>{name}</span>
        {unread && (
          <span class="unread-dot">
            <span class="visually-hidden">unread messages</span>
          </span>
        )}
      </PlaceButton>
    </li>
  );
}

function HomeEntry() {
  const here = usePart((state) => state.place === HOME);
  const { goTo } = useGo();
  return (
    <PlaceButton here={here} place={HOME} onGo={goTo}>
      <Icon name="navi" />
      <span class="place-name">Navi</span>
      <Mark>app</Mark>
      <PlugDot />
    </PlaceButton>
  );
}

interface PlaceProps {
  here: boolean;
  place: Place;
  onGo: (place: Place) => void;
  children: preact.ComponentChildren;
}

function PlaceButton({ here, place, onGo, children }: PlaceProps) {
  return (
    <button
      type="button"
      class="place"
      data-testid={place === HOME ? 'navi-home' : `channel-${place}`}
      aria-current={here ? 'page' : undefined}
      onClick={() => onGo(place)}
    >
      {children}
    </button>
  );
}

function moveByArrows(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.findIndex((button) => button.matches(':focus'));
  buttons[(at + step + buttons.length) % buttons.length]?.focus();
  event.preventDefault();
}

/** The switch between the people of the workspace. */
function ActingAs() {
  const users = usePart((state) => state.workspace?.users);
  const me = usePart((state) => state.me);
  const { actAs } = useGo();
  const store = useStore();
  const team = usePart((state) => state.workspace?.team.name ?? '');
  return (
    <fieldset class="acting-as" data-testid="acting-as" data-user={me}>
      <legend>Acting as</legend>
      {users
        ?.filter((user) => !user.is_bot)
        .map((user) => (
          <label
            key={user.id}
            class={user.id === me ? 'person here' : 'person'}
            data-testid={`acting-as-${user.id}`}
          >
            <input
              type="radio"
              name="acting-as"
              value={user.id}
              checked={user.id === me}
              onChange={() => store.get().me !== user.id && actAs(user.id)}
            />
            <Avatar user={user} id={user.id} size={26} />
            <span class="person-name">{nameOf(user, user.id)}</span>
            {marksOf(user).map((mark) => (
              <Mark key={mark}>{mark}</Mark>
            ))}
          </label>
        ))}
      <p class="hint">You are everybody at {team}: switch to approve what another asked for.</p>
    </fieldset>
  );
}
