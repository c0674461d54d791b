export { baselineCard } from './baseline-card.ts';
export { emergencyCard } from './card.ts';
export { nameOfEmergency } from './emergency-alert.ts';
export { emergencyText, openEmergencies, recordText } from './list.ts';
export { readEmergencies } from './read-emergencies.ts';
