import { useState } from 'preact/hooks';
import { Icon } from '../icons.tsx';
import { safeUrl } from '../text/parse.ts';

interface PictureProps {
  url: string | undefined;
  alt: string;
  kind: 'accessory' | 'context' | 'block';
}

/** A picture, or its words where it cannot be had (a simulated world often has no pictures). */
export function Picture({ url, alt, kind }: PictureProps) {
  const [failed, setFailed] = useState(false);
  const source = url === undefined ? undefined : safeUrl(url);
  if (failed || source === undefined)
    return (
      <span class={`picture missing ${kind}`} role="img" aria-label={alt} title={alt}>
        <Icon name="eye" />
        {kind === 'block' && <span>{alt}</span>}
      </span>
    );
  return (
    <img
      class={`picture ${kind}`}
      src={source}
      alt={alt}
      loading="lazy"
      referrerpolicy="no-referrer"
      onError={() => setFailed(true)}
    />
  );
}
