import type { ReactElement } from 'react';

export interface NaviEmbedProps {
  portalOrigin: string;
  pathwayId: string;
}
export declare function NaviEmbed(props: NaviEmbedProps): ReactElement;
