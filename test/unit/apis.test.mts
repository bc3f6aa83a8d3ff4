import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { CustomTokenApi } from '../../credentials/CustomTokenApi.credentials';
import { apisTables } from '../support/apisTable.mts';
import { read } from '../support/docLinks.mts';
import { ROWS } from '../support/simulators/rows/all.mts';

const PAGE = 'docs/apis.md';
const [BEFORE, AFTER] = ['<!-- rows -->\n', '\n<!-- /rows -->'];

// `WRITE_APIS=1 npx jest --selectProjects unit test/unit/apis` writes the page anew.
test('docs/apis.md says what the engine tests fill in, by the names that the form shows', () => {
	const tables = apisTables(ROWS, new CustomTokenApi().properties);
	const page = read(PAGE);
	const start = page.indexOf(BEFORE) + BEFORE.length;
	const whole = `${page.slice(0, start)}\n${tables}\n${page.slice(page.indexOf(AFTER))}`;
	if (process.env.WRITE_APIS) writeFileSync(join(__dirname, '..', '..', PAGE), whole);
	expect(read(PAGE)).toBe(whole);
});
