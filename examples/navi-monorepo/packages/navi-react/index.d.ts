import type { ReactElement } from 'react';

export interface NaviEmbedProps {
  portalOrigin: string;
  pathwayId: string;
  title?: string;
  onCompleted?: (detail: Record<string, unknown>) => void;
}
export declare function NaviEmbed(props: NaviEmbedProps): ReactElement;
