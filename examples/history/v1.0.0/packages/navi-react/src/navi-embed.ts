/** As much of React as the component needs. */
export interface React {
  createElement(type: string, props: Record<string, unknown>): unknown;
  useEffect(effect: () => () => void, dependencies: unknown[]): void;
  useId(): string;
}

export interface Loaded {
  destroy(): void;
}

export type Load = (options: { portalOrigin: string; pathwayId: string }) => Promise<Loaded>;

export interface NaviEmbedProps {
  portalOrigin: string;
  pathwayId: string;
}

export function createNaviEmbed(react: React, load: Load) {
  return function renderNavi(props: NaviEmbedProps): unknown {
    const id = `navi-${react.useId().replace(/\W/g, '')}`;
    react.useEffect(() => {
      let isGone = false;
      const loading = load(props).then((navi) => {
        if (isGone) navi.destroy();
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
