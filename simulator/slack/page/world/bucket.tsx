import { HashChip } from './hash.tsx';
import { Bucket, type BucketObject } from './schema.ts';
import { OfService, WorldSection } from './section.tsx';

/** The bucket's objects; pointers first, because they are the ones that move. */
export function BucketView() {
  return (
    <WorldSection id="bucket" title="Bucket" icon="bucket" open={false}>
      <OfService name="gcs" shape={Bucket}>
        {({ bucket, objects }) => (
          <>
            <div class="line soft">gs://{bucket}</div>
            {objects.toSorted(pointersFirst).map((object) => (
              <ObjectView key={object.name} object={object} />
            ))}
            {objects.length === 0 && <p class="soft">The bucket is empty.</p>}
          </>
        )}
      </OfService>
    </WorldSection>
  );
}

function isPointer({ name }: BucketObject): boolean {
  return /^v\d+\//.test(name);
}

function pointersFirst(one: BucketObject, other: BucketObject): number {
  if (isPointer(one) !== isPointer(other)) return isPointer(one) ? -1 : 1;
  return other.name.localeCompare(one.name, 'en', { numeric: true });
}

function ObjectView({ object }: { object: BucketObject }) {
  return (
    <div class="object" data-testid={`object-${object.name}`} data-generation={object.generation}>
      <div class="object-name">
        <code>{object.name}</code>
        {isPointer(object) && <span class="mark">pointer</span>}
      </div>
      <div class="object-facts soft">
        {object.sha384 !== undefined && <HashChip sha384={object.sha384} />}
        <span title="size">{sizeOf(object.size)}</span>
        <span title="generation">gen {object.generation.slice(-6)}</span>
        <span class="cache-control" title="Cache-Control">
          {object.cacheControl ?? 'no Cache-Control'}
        </span>
      </div>
    </div>
  );
}

function sizeOf(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} kB`;
}
