import { useNow } from '../now.ts';
import { lasted } from '../text/dates.ts';
import { useFresh } from './fresh.ts';
import { HashChip } from './hash.tsx';
import { Bucket, Compute, Edge, type ProbePath } from './schema.ts';
import { OfService, useService, WorldSection } from './section.tsx';

const POINTER = /^\/?v\d+\/navi-loader\.js$/;
const PINNED = /^v(\d+\.\d+\.\d+[^/]*)\//;

/** What customers get: the pointer's bytes at each place the edge is seen from. */
export function Probes() {
  const probes = usePointers();
  return (
    <WorldSection id="probes" title="Live on CDN" icon="globe" aside={probes.length > 0 && inShort(probes)}>
      <OfService name="edge" shape={Edge}>
        {() => (
          <>
            {probes.map(({ name, pointers }) => (
              <Probe key={name} name={name} pointers={pointers} />
            ))}
            {probes.length === 0 && <p class="soft">The edge has no points of presence.</p>}
          </>
        )}
      </OfService>
      <Purges />
    </WorldSection>
  );
}

/** Bytes that a purge has not reached yet come first; an empty probe counts as equal. */
function inShort(probes: ReturnType<typeof usePointers>): string {
  const held = probes.flatMap(({ pointers }) => pointers);
  const stale = probes.filter(({ pointers }) => pointers.some(({ state }) => state === 'stale')).length;
  if (stale > 0) return `${stale} of ${probes.length} stale`;
  return new Set(held.map(({ sha384 }) => sha384)).size <= 1 ? 'in sync' : 'not in sync';
}

/** The probes with the pointers they serve, as versions. */
export function usePointers(): { name: string; pointers: (ProbePath & { says: string | undefined })[] }[] {
  const edge = useService('edge', Edge);
  const bucket = useService('gcs', Bucket);
  return (edge?.probes ?? []).map(({ name, paths }) => ({
    name,
    pointers: paths
      .filter(({ path }) => POINTER.test(path))
      .map((path) => ({ ...path, says: path.version ?? versionIn(bucket, path.sha384) })),
  }));
}

function versionIn(bucket: Bucket | undefined, sha384: string): string | undefined {
  const pinned = bucket?.objects.find((object) => object.sha384 === sha384 && PINNED.test(object.name));
  return pinned === undefined ? undefined : PINNED.exec(pinned.name)?.[1];
}

interface ProbeProps {
  name: string;
  pointers: (ProbePath & { says: string | undefined })[];
}

function Probe({ name, pointers }: ProbeProps) {
  const first = pointers[0];
  return (
    <div
      class="probe"
      data-testid={`probe-${name}`}
      data-sha384={first?.sha384 ?? ''}
      data-version={first?.says ?? ''}
    >
      <span class="probe-name">{name}</span>
      {first === undefined && <span class="soft">empty cache: the next visitor gets a fresh copy</span>}
      {pointers.map((pointer) => (
        <Seen key={pointer.path} pointer={pointer} many={pointers.length > 1} />
      ))}
    </div>
  );
}

function Seen({ pointer, many }: { pointer: ProbeProps['pointers'][number]; many: boolean }) {
  const fresh = useFresh(pointer.says);
  return (
    <div class="seen">
      <HashChip sha384={pointer.sha384} />
      <strong key={pointer.says} class={fresh ? 'probe-version fresh' : 'probe-version'}>
        {pointer.says === undefined ? 'unknown content' : `v${pointer.says.replace(/^v/, '')}`}
      </strong>
      {many && <span class="soft">{pointer.path.split('/').find((part) => part !== '')}/</span>}
      <Age pointer={pointer} />
    </div>
  );
}

function Age({ pointer }: { pointer: ProbePath }) {
  const now = useNow(1);
  const at = typeof pointer.cachedAt === 'number' ? pointer.cachedAt : Date.parse(pointer.cachedAt ?? '');
  const age = Number.isFinite(at) ? (now - at) / 1000 : pointer.age;
  const old = pointer.state === 'stale';
  return (
    <span
      class={`age soft ${pointer.state ?? ''}`}
      title={
        old
          ? 'Stale: the purge has not reached this probe yet, or a fault holds it'
          : `cache: ${pointer.state ?? 'unknown'}`
      }
    >
      {age === undefined ? '' : `age ${lasted(age)}`}
      {old && ' · stale'}
    </span>
  );
}

/** Invalidations under way, and the last one that ended. */
function Purges() {
  const compute = useService('compute', Compute);
  const operations = compute?.operations ?? [];
  const last = operations.at(-1);
  if (last === undefined) return null;
  const running = last.status !== 'DONE';
  return (
    <p class="purge soft" data-testid="purge" data-status={last.status}>
      {running && <progress max={100} value={last.progress ?? undefined} aria-label="Purge in progress" />}
      {running ? 'Purging' : 'Last purge'} <code>{last.path ?? 'v1/*'}</code>
      {!running && (hasFailed(last.error) ? ' failed' : ' done')}
    </p>
  );
}

function hasFailed(error: unknown): boolean {
  return error !== undefined && error !== null;
}
