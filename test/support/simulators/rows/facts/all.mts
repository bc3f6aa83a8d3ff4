import { appFacts } from './apps.mts';
import { businessFacts } from './business.mts';
import { cloudFacts } from './cloud.mts';
import type { Facts } from './facts.mts';
import { networkFacts } from './network.mts';

/** What is known of each API that a described login reaches, by the API's name. */
export const FACTS: Record<string, Facts> = {
	...appFacts,
	...businessFacts,
	...cloudFacts,
	...networkFacts,
};
