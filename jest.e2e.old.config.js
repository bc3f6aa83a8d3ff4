// The same tests against the oldest n8n that is supported: tools/n8n.mts looks at this variable.
process.env.N8N_HOST = 'host-1';

/** @type {import('jest').Config} */
module.exports = require('./jest.e2e.config.js');
