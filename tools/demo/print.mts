import type { Item } from '../execution.mts';

const SHOWN = 8;

/** A token item as lines of text, with every secret in it cut short. */
export function printed({ json }: Item): string {
	const secrets = [json.accessToken, json.refreshToken].filter(
		(value): value is string => typeof value === 'string',
	);
	const lines = Object.entries(json).map(([key, value]) => {
		const text = typeof value === 'string' ? value : JSON.stringify(value);
		return `  ${key.padEnd(21)} ${shorten(text, secrets)}`;
	});
	return lines.join('\n');
}

function shorten(text: string, secrets: string[]): string {
	return secrets.reduce(
		(shown, secret) => shown.replaceAll(secret, `${secret.slice(0, SHOWN)}… (shortened)`),
		text,
	);
}
