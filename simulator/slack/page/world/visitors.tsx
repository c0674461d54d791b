import { act } from '../api.ts';
import { useNotify } from '../notices.tsx';
import { Slider } from './pace.tsx';
import { Visitors as Shape, type VisitorsState } from './schema.ts';
import { OfService, useService, WorldSection } from './section.tsx';

const MOST_VISITS = 1000;
const MOST_ERRORS = 30;

/** The browsers on customers' sites: what they run, what breaks there, and the knobs. */
export function Visitors() {
  const visitors = useService('visitors', Shape);
  const perMinute = visitors?.perMinute ?? 0;
  return (
    <WorldSection id="visitors" title="Visitors" icon="eye" aside={perMinute > 0 && `${perMinute} a minute`}>
      <OfService name="visitors" shape={Shape}>
        {(state) => (
          <>
            {state.releases.map((release) => (
              <Release key={release.release} of={release} most={mostIn(state)} />
            ))}
            {state.releases.length === 0 && (
              <p class="soft">No page has loaded the script in the last hour.</p>
            )}
            {state.atEdge.requests > 0 && <AtEdge {...state.atEdge} />}
            <Knobs state={state} />
          </>
        )}
      </OfService>
    </WorldSection>
  );
}

type ReleaseState = VisitorsState['releases'][number];

/** The busiest minute of any release: all are drawn on one scale. */
function mostIn({ releases }: VisitorsState): number {
  return Math.max(1, ...releases.flatMap(({ minutes }) => minutes));
}

function Release({ of, most }: { of: ReleaseState; most: number }) {
  const { release, exposure, loads, errors } = of;
  return (
    <div
      class="visited"
      data-testid={`visitors-${release}`}
      data-loads={loads}
      data-errors={errors}
      data-exposure={exposure ?? ''}
    >
      <strong>v{release}</strong>
      <span class="exposure" title="Its part of the loads of the last ten minutes">
        {exposure === null ? 'quiet' : `${Math.round(exposure * 100)} %`}
      </span>
      <Sparkline minutes={of.minutes} most={most} />
      <span class="soft counts" title="In the last hour">
        {loads} loads ·{' '}
        <span class={errors / loads > 0.01 ? 'many' : ''}>{rateOf(errors, loads)} errors</span>
      </span>
    </div>
  );
}

function rateOf(errors: number, loads: number): string {
  const percent = (errors / Math.max(1, loads)) * 100;
  return `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** Loads of the last hour, a bar for each minute. */
function Sparkline({ minutes, most }: { minutes: number[]; most: number }) {
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${minutes.length} 20`}
      preserveAspectRatio="none"
      role="img"
      aria-label="Loads of the last hour, by the minute"
    >
      {minutes.map((loads, at) => (
        <rect key={at} x={at} y={20 - (20 * loads) / most} width={0.8} height={(20 * loads) / most} />
      ))}
    </svg>
  );
}

function AtEdge({ requests, hits }: VisitorsState['atEdge']) {
  return (
    <p class="soft">
      The edge had {requests} requests in the last hour, {Math.floor((hits / requests) * 100)} % from its
      caches; the other loads came from browsers’ own.
    </p>
  );
}

function Knobs({ state }: { state: VisitorsState }) {
  const notify = useNotify();
  const turn = async (order: Record<string, unknown>) => {
    const answer = await act.visitors(order);
    if (!answer.ok) notify.failed(answer.error);
  };
  const releases = state.releases.map(({ release }) => release).slice(-2);
  return (
    <div class="pace" data-testid="visitors-knobs">
      <Slider
        of={{ key: 'perMinute', words: 'Visits a minute', most: MOST_VISITS, step: 10, unit: '' }}
        value={state.perMinute ?? 0}
        onChange={(perMinute) => void turn({ perMinute })}
      />
      {releases.map((release) => (
        <Slider
          key={release}
          of={{ key: release, words: `Errors of v${release}`, most: MOST_ERRORS, step: 1, unit: '%' }}
          value={percentOf(state.errorRate[release])}
          onChange={(percent) => void turn({ errorRate: { [release]: percent / 100 } })}
        />
      ))}
      <Slider
        of={{ key: 'serverErrorRate', words: 'Requests answered with 502', most: 100, step: 1, unit: '%' }}
        value={percentOf(state.serverErrorRate)}
        onChange={(percent) => void turn({ serverErrorRate: percent / 100 })}
      />
    </div>
  );
}

function percentOf(rate: number | undefined): number | undefined {
  return rate === undefined ? undefined : Math.round(rate * 100);
}
