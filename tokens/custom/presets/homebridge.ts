import type { Preset } from './preset';

/** The web interface of Homebridge, homebridge-config-ui-x. */
export const homebridge: Preset = {
	name: 'homebridge',
	title: 'Homebridge',
	exampleUrl: 'http://homebridge.example.com:8581',
	notes:
		'Enter a user of the Homebridge UI (homebridge-config-ui-x). Settings and backups need one who is an administrator. Accessories can be read and switched only while Homebridge runs in insecure mode. An account with two-factor authentication needs a code at each login: for it, choose Custom. The documentation says what to fill in.',
	fields: { loginUrl: '/api/auth/login' },
};
