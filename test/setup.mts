import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import 'reflect-metadata';

// n8n-core writes its settings and key to the home folder if it is told no other.
process.env.N8N_USER_FOLDER = mkdtempSync(join(tmpdir(), 'access-tokens-jest-'));
process.env.N8N_ENCRYPTION_KEY = 'invented-key-for-tests';
// It would say every failed node, and failing is what many tests are about.
process.env.N8N_LOG_LEVEL = 'silent';
