export interface Item {
	json: Record<string, unknown>;
	error?: unknown;
	pairedItem?: unknown;
}

/** What an execution left: the items of each node's first output, and the error where one ended it. */
export interface Outcome {
	items: Record<string, Item[]>;
	error?: { message: string; description?: string; node?: { name: string } };
}

interface RawRun {
	data: {
		resultData: {
			error?: Outcome['error'];
			runData: Record<string, Array<{ data?: { main?: Array<Item[] | null> } }>>;
		};
	};
}

/** `--rawOutput` writes the result as one message of the log. */
export function readExecution(output: string): Outcome {
	const result = output
		.split('\n')
		.map(messageIn)
		.find((message) => message.startsWith('{'));
	if (result === undefined) throw new Error(`n8n gave no result:\n${output.slice(-2000)}`);
	const { resultData } = (JSON.parse(result) as RawRun).data;
	const items: Outcome['items'] = {};
	for (const [node, runs] of Object.entries(resultData.runData)) {
		items[node] = runs.at(-1)?.data?.main?.[0] ?? [];
	}
	return { items, ...(resultData.error ? { error: resultData.error } : {}) };
}

/** The message of one line of the log; not everything that is written there is one. */
function messageIn(line: string): string {
	try {
		return String((JSON.parse(line) as { message?: unknown }).message);
	} catch {
		return '';
	}
}
