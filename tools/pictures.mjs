// `npm run pictures`: takes the pictures in `examples/` and `docs/images/`, all of them or those that are named. Needs a
// Chromium: that of Debian's package, or the one that the environment variable CHROMIUM names.
import { join } from 'node:path';

import { browserFolder } from './browser.mjs';
import { runTypeScript, setUpHost } from './host.mjs';
import { npm } from './install.mjs';

npm(['run', '--silent', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] });
runTypeScript(setUpHost(), join(browserFolder, 'pictures.mts'), process.argv.slice(2));
