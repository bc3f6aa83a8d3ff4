// `npm start`: serves the n8n of the demo with all examples, which is set up first where it is not there yet. Runs on Node 20 alone.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { hostFolder, runTypeScript, setUpHost } from './host.mjs';
import { npm } from './install.mjs';

if (!existsSync(join(hostFolder(), 'demo', 'demo.json'))) npm(['run', '--silent', 'demo']);
if (!existsSync('dist'))
	npm(['run', '--silent', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] });
runTypeScript(setUpHost(), 'tools/demo/serve.mts');
