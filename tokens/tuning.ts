/**
 * Every constant that tunes behaviour, with its reason. Times are in milliseconds unless the name says otherwise.
 */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// Requests

/** All attempts of one request, body included: users wait for it, and n8n's own limit of 300 s is too long for that. */
export const REQUEST_TIME = 30 * SECOND;
/** The check of a token: users wait for it on top of a request that has already failed. */
export const CHECK_TIME = 10 * SECOND;
/** Bytes of a response, decompressed: no login needs more, and a decompression bomb must not fill the memory. */
export const RESPONSE_SIZE = 1024 * 1024;
/** Attempts after the first: enough for a restart behind a load balancer. */
export const RETRIES = 3;
/** Before the first retry; it doubles for each further one. */
export const RETRY_DELAY = 500;
/** No rate limit lasts longer: a header with a later time holds something else. */
export const LONGEST_RATE_LIMIT = DAY;
/** A server's clock differs from ours where it is further off than the whole seconds of its `Date` header explain. */
export const CLOCK_TOLERANCE = 2 * SECOND;
/** A server's clock is hardly further behind than this: a `Date` header that says so may come from a cache. */
export const CREDIBLE_CLOCK_ERROR = DAY;

// Renewal

/** The automatic window before expiry is a tenth of the lifetime, within these bounds. */
export const SHORTEST_WINDOW = MINUTE;
export const LONGEST_WINDOW = 7 * DAY;

// Failed logins

/** A failed login answers everyone with the same details for so long: 200 items make one attempt. */
export const ERROR_CACHED = 2 * SECOND;
/** The same for a rejected one: accounts lock after a few wrong passwords. */
export const REJECTION_CACHED = MINUTE;
/** The longest Retry-After that is honoured between logins: beyond that, a user who corrects something would wait too long. */
export const LONGEST_RETRY_AFTER = MINUTE;
/** No other early renewal is tried for so long after one that failed: the old token still works. */
export const NEXT_REFRESH = MINUTE;
/** So many fresh tokens rejected within an hour mean that another system logs in with the account. */
export const CONTESTED_AFTER = 3;
export const CONTESTED_WITHIN = HOUR;
/** How long a token without a declared expiry counts as fresh: it may simply be short-lived. */
export const FRESH = 5 * MINUTE;

// Validation

/** How long a verdict on a token is believed: failures in that time stand as they are. */
export const VERDICT_BELIEVED = SECOND;
/** A check that accepts anything is tried with a made-up token again after this time. */
export const CONTROL_BELIEVED = MINUTE;
/** Without a check to believe, failures lead to at most one login in this time. */
export const UNPROVEN_LOGIN = MINUTE;
/** A request that cannot report a rejected token uses one that was found good so lately: pages and items come in hundreds. */
export const FOUND_GOOD = MINUTE;
/** The same for a node that outputs the token: a workflow that runs every few minutes need not check each time. */
export const FOUND_GOOD_FOR_OUTPUT = 5 * MINUTE;
/** A check that tells nothing is not tried again before this time. */
export const CHECKED_IN_VAIN = MINUTE;
/** How long those who need a verdict of their own wait for each other: requests of many items fail one by one. */
export const VERDICT_SHARED = 200;

// Judges: requests that tell whether a token is good, where nobody named one

/** How long a judge is believed to tell tokens apart, or not to: a made-up token may count as an attack where many come. */
export const JUDGE_KNOWN = HOUR;
/** Judges that are asked about a token in turn: users wait for them. */
export const MOST_JUDGES = 3;
/** Requests to judges that may come at once, and the time that each further one takes: failures come in hundreds. */
export const JUDGE_REQUESTS_AT_ONCE = 3;
export const JUDGE_PACE = SECOND;
/** Bytes of a judge's answer: a GET may be answered with a file. */
export const JUDGE_SIZE = 64 * 1024;
/** After a login on suspicion that proved nothing, the next one waits so long, then twice as long, and so on. */
export const FIRST_PAUSE = MINUTE;
export const LONGEST_PAUSE = HOUR;

// The cache

/** How long a request that set out to log in keeps others from doing so too, if it never gets there. */
export const CLAIM = 10 * SECOND;
/** A token over which another one's was written is written again by one request at a time. */
export const REWRITE = SECOND;
/** The same over a token of other login details: with expressions, every item would write over the last one's. */
export const REWRITE_FOREIGN = MINUTE;
/** More sets of login details than anyone has: a credential with expressions can make any number of them. */
export const MOST_CACHES = 1_000;
/** Rejected tokens that are remembered, and things that were written over: more than turn up again. */
export const MOST_REMEMBERED = 100;

// Nodes

/** For each item n8n reads the credential from its database. One after the other, that takes most of a node's time. */
export const ITEMS_READ_AT_ONCE = 100;

// Other workers, where a new token revokes the one before

/** How long a login is recent: another worker that set out with it may still revoke or store a token. */
export const RECENT = 10 * SECOND;
/** How long before a login others that need it too may have come, to count as needing it at once. */
export const AT_ONCE = SECOND;
/**
 * Where other workers are known, each `period` begins with a slot for logins and ends with one for requests that n8n does not
 * send again. Between them is the time that a login takes, slow ones included. A worker that is blocked logs in anew within
 * one period, so users wait for it.
 */
export const SLOTS = { period: 2_400, logins: 500, sends: [2_050, 2_350] } as const;
/**
 * The same before the first login of a worker that knows of no other: most are alone, so they wait less. Each `period` of
 * `SLOTS` is three of these, and none of their logins falls into the slot for requests.
 */
export const FIRST_SLOTS = { period: 800, logins: 200 } as const;
/** How long a first login waits if one request alone needs it: workers contend where many requests come at once. */
export const ALONE = 250;
/** How late a login may begin in its slot: a busy machine can keep it waiting. After that, it waits for its next slot. */
export const LATE_LOGIN = 100;
/** By how much the logins of two workers differ in time on a busy machine. */
export const LOGINS_DIFFER = 150;
/** How much later a request that n8n does not send again is checked than one that can still have a new token stored. */
export const STORED_FIRST = 50;
/** How often a token is replaced before it is used, where other workers go on revoking it, and how often a late login waits anew. */
export const ROUNDS = 10;
/** How long a worker believes a stored note that several share the credential: a day later there may be one again. */
export const SHARED_BELIEVED = DAY;
/**
 * So many fresh tokens rejected in a row are no chance any more, though other workers may have revoked each: the check is
 * wrong. Of five workers that log in during the same slots, one is the last in each.
 */
export const REJECTED_IN_A_ROW = 10;
/** For how long after a login another one of the same moment may still revoke its token, for a node that outputs it. */
export const SETTLING = 1_200;
/** How often the credential is read for another worker's token while a node waits. */
export const READ_AGAIN = 100;
/** How long a node looks for another worker's token where none is likely. */
export const BRIEF_LOOK = 300;

// Rocket.Chat

/** The longest wait for a rate limit: Rocket.Chat counts calls by the minute, and clocks differ a little. */
export const RATE_LIMIT_WAIT = 65 * SECOND;
/** How often a route's rate limit is waited for in a row: then something else is using it up. */
export const RATE_LIMIT_WAITS = 3;
/** How far a server's clock may be off when the time it lists for a token is compared with ours. */
export const CREATION_TOLERANCE = 5 * MINUTE;
/** Token names that a process remembers: more than anyone uses at a time. */
export const MOST_TOKEN_NAMES = 10_000;
/** Wrong two-factor codes of one kind that one execution sends: accounts lock after a few. */
export const WRONG_CODES = 2;
/** Wrong codes in a row that a credential's TOTP secret or password may make, over all executions. */
export const WRONG_CODES_IN_A_ROW = 2;
/** For how long such a secret makes no codes after that: a trigger would send one at every poll. */
export const SECRET_BLOCKED = HOUR;
/** Secrets whose codes were wrong that a process remembers: more than anyone has. */
export const MOST_SECRETS = 1_000;
/** A time-based code with less time left may be too old when it arrives. */
export const CODE_TOO_OLD = 2 * SECOND;
/** A younger time-based code may be too new for a server whose clock is behind. */
export const CODE_TOO_NEW = SECOND;

// The trigger

/** Tokens, and failed renewals, that a trigger remembers as already output: more than alternate in practice. */
export const MOST_EMITTED = 10;
