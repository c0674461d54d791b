/** As much of React as the component needs. */
export interface React {
  createElement(type: string, props: Record<string, unknown>): unknown;
  useEffect(effect: () => () => void, dependencies: unknown[]): void;
  useId(): string;
}

export interface Loaded {
  on(name: 'navi.activity.completed', listener: (detail: Record<string, unknown>) => void): () => void;
  destroy(): void;
}

export type Load = (options: {
  portalOrigin: string;
  pathwayId: string;
  title?: string;
  target: string;
}) => Promise<Loaded>;

export interface NaviEmbedProps {
  portalOrigin: string;
  pathwayId: string;
  title?: string;
  onCompleted?: (detail: Record<string, unknown>) => void;
}

export function createNaviEmbed(react: React, load: Load) {
  return function renderNavi({ onCompleted, ...props }: NaviEmbedProps): unknown {
    const id = `navi-${react.useId().replace(/\W/g, '')}`;
    react.useEffect(() => {
      let isGone = false;
      const loading = load({ ...props, target: `#${id}` }).then((navi) => {
        if (isGone) navi.destroy();
        else if (onCompleted !== undefined) navi.on('navi.activity.completed', onCompleted);
        return navi;
      });
      return () => {
        isGone = true;
        void loading.then((navi) => navi.destroy());
      };
    }, [props.portalOrigin, props.pathwayId]);
    return react.createElement('div', { id });
  };
}
