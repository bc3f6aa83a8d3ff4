// Stryker over one room of tokens/, which the environment variable ROOM names, with all unit tests and those engine tests that
// are about the room: up to hours, so a workflow on GitHub does it once a week, one job for each room.
import { stock } from './stock.mjs';

/** Rooms whose code runs only inside n8n, with the engine tests that are about them. */
const ENGINE = {
	n8n: ['answers', 'authenticate', 'credentialTest', 'destinations', 'grouping', 'passwords'],
	operations: ['agentTools', 'dueItems', 'generate', 'hints', 'renewIfDue', 'trigger*'],
	rocketChat: ['rocketChat/*', 'rocketChatCredential', 'triggerRocketChat'],
};

const { ROOM } = process.env;

export default stock(
	ROOM,
	// Left out: what n8n's editor shows, literals that n8n's lint and the tests of the schemas look at.
	[`tokens/${ROOM}/**/*.ts`, '!tokens/**/{f,*F}ields.ts'],
	// Those outside of its folders are about pages and pictures.
	['unit/*/**/*', ...(ENGINE[ROOM] ?? []).map((name) => `engine/${name}`)],
	85,
);
