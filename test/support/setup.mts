import { join } from 'node:path';

import 'reflect-metadata';

import './lazily.mts';

// n8n-core writes its settings and key to the home folder if it is told no other. Processes of jest would write the same
// file at once.
process.env.N8N_USER_FOLDER = join(String(process.env.ACCESS_TOKENS_TEST_HOME), `${process.pid}`);
process.env.N8N_ENCRYPTION_KEY = 'invented-key-for-tests';
// It would say every failed node, and failing is what many tests are about.
process.env.N8N_LOG_LEVEL = 'silent';
