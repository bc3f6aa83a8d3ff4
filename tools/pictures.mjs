// `npm run pictures`: takes the pictures in `examples/`, all of them or those that are named. Needs a Chromium: that of
// Debian's package, or the one that the environment variable CHROMIUM names.
import { join } from 'node:path';

import { runTypeScript, setUpHost } from './host.mjs';
import { ensureInstalled, npm } from './install.mjs';

ensureInstalled(join('test', 'browser'), 'a driver for the browser');
npm(['run', '--silent', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] });
npm(['exec', '--', 'tsc', '-p', join('test', 'browser')]);
runTypeScript(setUpHost(), join('test', 'browser', 'pictures.mts'), process.argv.slice(2));
