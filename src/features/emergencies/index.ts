export { emergencyCard } from './card.ts';
export { emergencyText, openEmergencies, recordText } from './list.ts';
export { readEmergencies } from './read-emergencies.ts';
