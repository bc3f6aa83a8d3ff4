import { createHash, randomInt } from 'node:crypto';

import { authenticator } from 'otplib';

import { Simulator, type Arrived, type Reply } from './simulator.mts';

type Method = 'email' | 'totp' | 'password';

const EMAIL_CODE_LIFE = 3_600_000;
const EMAIL_CODE_ATTEMPTS = 5;
const REMEMBERED_FOR = 1_800_000;

/** The second factor of a Rocket.Chat account; one-time codes are checked with a library. */
export abstract class SecondFactorSimulator extends Simulator {
	/** What the server asks for; none: two-factor authentication is off. */
	twoFactor: Method | 'none' = 'none';
	/** RFC 6238's secret, in Base32. */
	totpSecret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
	/** How many steps of 30 s to either side a code of an app may be off. */
	totpWindow = 1;
	/** Milliseconds by which the clock that codes of an app are checked with is ahead of `now`. */
	totpClockOffset = 0;
	/** Codes of 8 characters that are taken instead of an app's, each once. */
	backupCodes: string[] = [];
	password = 'Pä55 w+rd';
	email = 'ops@example.com';
	username = 'ops';
	/**
	 * The code of the last email; after it was used, and at first, that of the next one. Sent before there was an
	 * email it is right all the same: it stands for one of yesterday.
	 */
	emailCode = '493817';
	/** What was sent by email. */
	readonly emails: Array<{ to: string; code: string }> = [];
	/** Whether a right code does for the next 30 minutes, for the same token and User-Agent. */
	remembersCodes = false;
	/** Whether tokens made with `bypassTwoFactor` are asked for a code all the same. */
	asksDespiteBypass = false;

	private mailed?: { expires: number; attempts: number };
	private readonly remembered = new Map<string, number>();

	/** Sends a new code by email; the one before is worth nothing from then on. */
	mailCode(): void {
		if (this.mailed) this.emailCode = sixDigits();
		this.mailed = { expires: this.now() + EMAIL_CODE_LIFE, attempts: 0 };
		this.emails.push({ to: this.email, code: this.emailCode });
	}

	/** What a request is refused with for want of a right code; undefined where it may go on. */
	protected refuseWithoutCode({ headers }: Arrived, bypasses: boolean): Reply | undefined {
		if (this.twoFactor === 'none' || (bypasses && !this.asksDespiteBypass)) return undefined;
		const client = `${headers['x-auth-token']} ${headers['user-agent']}`;
		if (this.remembersCodes && this.now() < (this.remembered.get(client) ?? 0)) return undefined;
		const { 'x-2fa-code': code, 'x-2fa-method': named } = headers;
		// Which of these two is checked is the client's word, though the account may have the other one.
		const method = named === 'totp' || named === 'email' ? named : this.twoFactor;
		const details = {
			method,
			...(method === 'email' ? this.haveCodeMailed() : { codeGenerated: false }),
			availableMethods: this.twoFactor === 'password' ? [] : [this.twoFactor],
		};
		if (!code) return failed('TOTP Required', 'totp-required', details);
		if (method === this.twoFactor && this.isRight(method, code)) {
			this.remembered.set(client, this.now() + REMEMBERED_FOR);
			return undefined;
		}
		return method === 'email' && this.mailed?.attempts === EMAIL_CODE_ATTEMPTS
			? failed('TOTP Maximun Failed Attempts Reached', 'totp-max-attempts', details)
			: failed('TOTP Invalid', 'totp-invalid', details);
	}

	/** Sends a code unless one is live. */
	private haveCodeMailed(): object {
		const { expires, attempts } = this.mailed ?? { expires: 0, attempts: 0 };
		const emailOrUsername = this.email;
		if (this.now() < expires && attempts < EMAIL_CODE_ATTEMPTS) {
			const codeExpires = new Date(expires).toISOString();
			return { emailOrUsername, codeGenerated: false, codeExpires };
		}
		this.mailCode();
		return { codeGenerated: true, emailOrUsername };
	}

	private isRight(method: Method, code: string): boolean {
		if (method === 'email') return this.isRightByEmail(code);
		if (method === 'password')
			return code === createHash('sha256').update(this.password).digest('hex');
		if (code.length === 8) {
			const left = this.backupCodes.filter((backup) => backup !== code);
			const right = left.length < this.backupCodes.length;
			this.backupCodes = left;
			return right;
		}
		const epoch = this.now() + this.totpClockOffset;
		return authenticator.clone({ window: this.totpWindow, epoch }).check(code, this.totpSecret);
	}

	private isRightByEmail(code: string): boolean {
		if (!this.mailed) return false;
		if (code.replace(/\D/g, '') !== this.emailCode) {
			this.mailed.attempts += 1;
			return false;
		}
		this.mailed = undefined;
		this.emailCode = sixDigits();
		return true;
	}
}

/** An error as Rocket.Chat tells it. */
export function failed(reason: string, errorType: string, details?: object): Reply {
	const error = `${reason} [${errorType}]`;
	return { status: 400, body: { success: false, error, errorType, details } };
}

function sixDigits(): string {
	return String(randomInt(1_000_000)).padStart(6, '0');
}
