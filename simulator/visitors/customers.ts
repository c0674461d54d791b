/** A country from which a customer's patients come. */
export interface Country {
  /** As Google's metrics spell it. */
  name: string;
  continent: 'America' | 'Europe' | 'Asia';
  /** The point of presence that serves it. */
  probe: string;
  /** Hours ahead of UTC, for days and nights. */
  hours: number;
  /** Milliseconds that half of the answers from a cache take at most. */
  median: number;
}

const COUNTRIES = {
  BE: country('Belgium', 'Europe', { probe: 'ams', hours: 1, median: 26 }),
  DE: country('Germany', 'Europe', { probe: 'ams', hours: 1, median: 31 }),
  GB: country('United Kingdom', 'Europe', { probe: 'ams', hours: 0, median: 34 }),
  US: country('United States', 'America', { probe: 'iad', hours: -6, median: 44 }),
  CA: country('Canada', 'America', { probe: 'iad', hours: -5, median: 52 }),
  SG: country('Singapore', 'Asia', { probe: 'sin', hours: 8, median: 61 }),
} as const;

function country(
  name: string,
  continent: Country['continent'],
  rest: Pick<Country, 'probe' | 'hours' | 'median'>,
): Country {
  return { name, continent, ...rest };
}

/** A customer whose pages embed the script. */
export interface Customer {
  /** The site's host: what browsers name as referrer. */
  host: string;
  country: Country;
  /** What its pages load. */
  path: string;
  /** Its part of all visits; the parts of all customers together are 1. */
  share: number;
  /** Its pages ask browsers to name no referrer. */
  hidesReferrer: boolean;
}

type Row = [site: string, country: keyof typeof COUNTRIES, weight: number, loads: string, hides?: 'hides'];

/** Most follow the major version, some pin a version, few name no referrer; the largest is 20 times the smallest. */
const ROWS: readonly Row[] = [
  ['patients.zna-antwerp', 'BE', 40, 'v1'],
  ['care.uz-ghent', 'BE', 32, 'v1'],
  ['my.clinique-saint-luc', 'BE', 24, 'v1'],
  ['portal.heartcentre-aalst', 'BE', 12, 'v1.1.0'],
  ['thuis.wit-gele-kruis', 'BE', 9, 'v1'],
  ['kine.mobilis', 'BE', 3, 'v1'],
  ['patient.charite-care', 'DE', 38, 'v1'],
  ['mein.klinikum-rhein', 'DE', 27, 'v1'],
  ['app.herzwerk', 'DE', 15, 'v1'],
  ['onko.netz-sued', 'DE', 8, 'v1.0.0'],
  ['reha.nordsee', 'DE', 4, 'v1'],
  ['my.kings-health', 'GB', 36, 'v1'],
  ['pathways.leeds-care', 'GB', 22, 'v1'],
  ['oncology.severn', 'GB', 14, 'v1', 'hides'],
  ['gp.harbour-practice', 'GB', 5, 'v1'],
  ['mychart.lakeside-health', 'US', 60, 'v1'],
  ['patients.summit-ortho', 'US', 45, 'v1'],
  ['care.bluebonnet', 'US', 33, 'v1'],
  ['app.virtual-cardiac', 'US', 26, 'v1'],
  ['my.prairie-oncology', 'US', 19, 'v1.1.0'],
  ['go.metabolic-clinic', 'US', 13, 'v1'],
  ['sleep.harbor-medical', 'US', 7, 'v1', 'hides'],
  ['portal.desert-peds', 'US', 4, 'v1'],
  ['patients.toronto-renal', 'CA', 17, 'v1'],
  ['soins.montreal-coeur', 'CA', 11, 'v1'],
  ['care.prairie-north', 'CA', 6, 'v1.0.0'],
  ['my.raffles-care', 'SG', 23, 'v1'],
  ['app.straits-clinic', 'SG', 16, 'v1'],
  ['health.marina-bay', 'SG', 10, 'v1'],
  ['patients.orchard-eye', 'SG', 6, 'v1'],
  ['tele.island-gp', 'SG', 3, 'v1'],
];

const TOTAL = ROWS.reduce((sum, [, , weight]) => sum + weight, 0);

/** The 31 customers of the simulated world. All hosts end in `.example`, so that none is anybody's. */
export const CUSTOMERS: readonly Customer[] = ROWS.map(([site, code, weight, loads, hides]) => ({
  host: `${site}.example`,
  country: COUNTRIES[code],
  path: `/${loads}/navi-loader.js`,
  share: weight / TOTAL,
  hidesReferrer: hides === 'hides',
}));

const HOUR_MS = 3_600_000;

/** How busy a country is at an instant, 1 on average over a working day: nights are quiet, weekends half as busy. */
export function busyness({ hours }: Country, at: number): number {
  const local = new Date(at + hours * HOUR_MS);
  const hour = local.getUTCHours() + local.getUTCMinutes() / 60;
  const isWeekend = [0, 6].includes(local.getUTCDay());
  return (1 - 0.9 * Math.cos(((hour - 2) / 24) * 2 * Math.PI)) * (isWeekend ? 0.5 : 1);
}
