import { answerRows } from './apis/answers.mts';
import { madeRows } from './apis/made.mts';
import { cookieRows } from './apis/cookies.mts';
import { cookiesAndMoreRows } from './apis/cookiesAndMore.mts';
import { headerRows } from './apis/headers.mts';
import { keyRows } from './apis/keys.mts';
import { plainRows } from './apis/plain.mts';
import { queryRows } from './apis/query.mts';
import type { Row } from './row.mts';
import { ownJwtRows, signedRows } from './apis/signed.mts';
import { standardRows } from './apis/standard.mts';

/** The APIs of the field that a described login reaches. */
export const ROWS: Row[] = [
	...plainRows,
	...standardRows,
	...headerRows,
	...keyRows,
	...cookieRows,
	...cookiesAndMoreRows,
	...queryRows,
	...answerRows,
	...madeRows,
	...signedRows,
	...ownJwtRows,
];
