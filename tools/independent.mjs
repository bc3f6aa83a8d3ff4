// Installs the clients and the authorization server that others wrote, which the tests run. They are no part of the package: they have
// a package.json of their own.
import { join } from 'node:path';

import { ensureInstalled, root } from './install.mjs';

ensureInstalled(
	join(root, 'test', 'proof', 'independent'),
	'the independent clients and the authorization server that the tests run',
);
