import { useFresh } from './fresh.ts';
import { Npm, type NpmPackage } from './schema.ts';
import { OfService, WorldSection } from './section.tsx';

const SHOWN_VERSIONS = 4;

/** The registry: which version each tag names, and which versions are deprecated. */
export function Registry() {
  return (
    <WorldSection id="npm" title="npm" icon="box">
      <OfService name="npm" shape={Npm}>
        {({ packages }) =>
          packages.length === 0 ? (
            <p class="soft">Nothing is published.</p>
          ) : (
            <>
              <p class="soft">{scopesOf(packages)}</p>
              {packages.map((each) => (
                <Package key={each.name} of={each} />
              ))}
            </>
          )
        }
      </OfService>
    </WorldSection>
  );
}

function scopesOf(packages: NpmPackage[]): string {
  return [
    ...new Set(packages.filter(({ name }) => name.includes('/')).map(({ name }) => name.split('/')[0])),
  ].join(', ');
}

function Package({ of }: { of: NpmPackage }) {
  const newest = of.versions.slice(-SHOWN_VERSIONS).toReversed();
  const tags = Object.entries(of.distTags).toSorted(([one], [other]) => one.localeCompare(other));
  return (
    <div
      class="package"
      data-testid={`dist-tag-${of.name}`}
      data-latest={of.distTags['latest'] ?? ''}
      data-next={of.distTags['next'] ?? ''}
    >
      <div class="package-name" title={of.name}>
        {of.name.split('/').at(-1)}
      </div>
      <div class="tags">
        {tags.map(([tag, version]) => (
          <DistTag key={tag} tag={tag} version={version} />
        ))}
      </div>
      <div class="versions soft">
        {newest.map(({ version, deprecated, visible }) => (
          <span key={version} title={titleOf(deprecated, visible)} class={visible ? '' : 'unseen'}>
            {isDeprecated(deprecated) ? <s>{version}</s> : version}
          </span>
        ))}
      </div>
    </div>
  );
}

function DistTag({ tag, version }: { tag: string; version: string }) {
  const fresh = useFresh(version);
  return (
    <span key={version} class={`dist-tag ${tag} ${fresh ? 'fresh' : ''}`}>
      {tag} <strong>{version}</strong>
    </span>
  );
}

function isDeprecated(deprecated: string | boolean | null | undefined): boolean {
  return deprecated !== undefined && deprecated !== null && deprecated !== false && deprecated !== '';
}

function titleOf(deprecated: string | boolean | null | undefined, visible: boolean): string {
  if (!visible) return 'published, not to be seen yet';
  return isDeprecated(deprecated) ? `deprecated: ${String(deprecated)}` : 'published';
}
