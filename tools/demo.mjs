// `npm run demo`: from a fresh clone to 200 calls with one login, and to five tokens, in a real n8n. Runs on Node 20 alone.
import { runTypeScript, setUpHost } from './host.mjs';
import { npm } from './install.mjs';

console.log('Building the package …');
npm(['run', '--silent', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] });
runTypeScript(setUpHost(), 'tools/demo/run.mts');
