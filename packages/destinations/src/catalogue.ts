import { memoryDestination } from './memory/memory-destination.ts';
import { ownServerDestination } from './own-server/own-server-destination.ts';

/** Every kind of destination there is. A visible list: an adapter that is not here does not exist. */
export const destinationKinds: {
  readonly 'own-server': typeof ownServerDestination;
  readonly memory: typeof memoryDestination;
} = { 'own-server': ownServerDestination, memory: memoryDestination };
