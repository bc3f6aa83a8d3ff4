import type { ApiResponse } from '../../tokens/http/client';

/** A response of status 200 without headers and body, sent at the beginning of 1970, but for what is given. */
export function apiResponse(given: Partial<ApiResponse> = {}): ApiResponse {
	return { status: 200, text: '', headers: {}, setCookies: [], sentAt: 0, ...given };
}
