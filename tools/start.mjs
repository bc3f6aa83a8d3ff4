// `npm start`: serves the n8n of the demo with all examples, a new one where there is none yet. Runs on Node 20 alone.
import { existsSync } from 'node:fs';

import { runTypeScript, setUpHost } from './host.mjs';
import { npm } from './install.mjs';

if (!existsSync('dist'))
	npm(['run', '--silent', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] });
runTypeScript(setUpHost(), 'tools/demo/serve.mts');
