import type { Preset } from './preset';

/**
 * PouchDB Server, which has CouchDB's API. Where anybody may read a database, a call is answered after the session has ended
 * too, as to any visitor. So the check asks for the session itself, every five minutes: it ends after ten, as it comes.
 */
export const pouchDbServer: Preset = {
	name: 'pouchDbServer',
	title: 'PouchDB Server (CouchDB API)',
	exampleUrl: 'http://couchdb.example.com:5984',
	notes:
		"Enter a server admin, or a user of the '_users' database. This was tried with PouchDB Server 4.2.0, which has CouchDB's API and its login at /_session, but not with CouchDB itself.",
	fields: {
		loginUrl: '/_session',
		usernameField: 'name',
		settings: { check: { by: 'url', url: '/_session', method: 'GET', every: 5 } },
	},
};
