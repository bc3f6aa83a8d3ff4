// What the programs that drive a browser need: a Chromium, and its driver, which has a package.json of its own. Checks
// their types as well, for which the driver has to be there.
import { join } from 'node:path';

import needChromium from './chromium.mjs';
import { ensureInstalled, npm } from './install.mjs';

export const browserFolder = join('test', 'system', 'browser');

needChromium();
ensureInstalled(browserFolder, 'a driver for the browser');
npm(['exec', '--', 'tsc', '-p', browserFolder]);
