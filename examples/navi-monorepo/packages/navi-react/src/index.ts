import { loadNavi } from '@awell-health/navi-js';
import * as react from 'react';
import { createNaviEmbed } from './navi-embed.ts';

/** Shows a care pathway; loads Navi when it is mounted and takes it away again with itself. */
export const NaviEmbed = createNaviEmbed(react, loadNavi);
