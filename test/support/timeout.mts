/** Jest has one time limit for all projects; `jest.config.js` names one for each, in milliseconds. */
declare const TIMEOUT: number;

jest.setTimeout(TIMEOUT);
