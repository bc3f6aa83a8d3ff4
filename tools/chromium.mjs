// Where the browser's program is. Runs on Node 20 alone.
import { existsSync } from 'node:fs';

/** Where Debian's package and Google's put their programs. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/google-chrome'];

/**
 * Makes the environment variable CHROMIUM name the program, for this process and those that it starts. Ends this process
 * if there is none.
 */
export default function needChromium() {
	const { CHROMIUM } = process.env;
	const found = (CHROMIUM ? [CHROMIUM] : PLACES).find((place) => existsSync(place));
	if (found === undefined) {
		console.error(
			`There is no Chromium at ${CHROMIUM || PLACES.join(' or ')}. On Debian: apt-get install chromium\n` +
				'Elsewhere, set the environment variable CHROMIUM to where its program is.',
		);
		process.exit(1);
	}
	process.env.CHROMIUM = found;
}
