// The oldest n8n that is supported, in place of the newest: `tools/n8n.mts` looks at this variable.
process.env.N8N_HOST = 'host-1';
