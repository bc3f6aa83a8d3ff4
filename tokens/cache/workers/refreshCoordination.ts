import { noCoordination, type WorkerCoordination } from './coordination';
import { QueueCoordination } from './queueCoordination';
import { TimeSlots } from './timeSlots';

/**
 * For refresh tokens that end with their use. Two workers must not send the same one: they back off before a renewal, as
 * where each login revokes the token before it. But the tokens themselves live side by side, so none is held back.
 */
export function refreshCoordination(): WorkerCoordination {
	const queue = new QueueCoordination(new TimeSlots(0, false));
	return {
		...noCoordination,
		requestWaits: () => queue.requestWaits(),
		loginStarts: () => queue.loginStarts(),
		tokenAcquired: (token) => queue.tokenAcquired(token),
		tokenFound: (token) => queue.tokenFound(token),
		backOff: async () => await queue.backOff(),
	};
}
