import {
	ICredentialsHelper,
	NodeHelpers,
	isExpression,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type ICredentials,
	type ICredentialsExpressionResolveValues,
	type IExecuteData,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeProperties,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

type Data = ICredentialDataDecryptedObject;

/** How n8n writes what `preAuthentication` returned: 2.x merges it into the row, 1.123 writes the whole credential. */
export type Writing = 'merge' | 'whole';

/**
 * n8n's credentials helper as its main process has it: rows in a database (a map here), defaults and expressions
 * resolved for each read, what `preAuthentication` returns written back without a lock. Reads and writes take a
 * turn of the event loop and are counted.
 */
export class StoredCredentials extends ICredentialsHelper {
	readonly rows = new Map<string, Data>();
	reads = 0;
	writes = 0;
	writing: Writing = 'merge';

	constructor(private readonly types: ReadonlyMap<string, ICredentialType>) {
		super();
	}

	getParentTypes(): string[] {
		return [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	getCredentialsProperties(type: string): INodeProperties[] {
		return this.type(type).properties;
	}

	async authenticate(
		credentials: Data,
		typeName: string,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.type(typeName);
		if (typeof authenticate !== 'function') throw new Error('only functions are supported here');
		return await authenticate(credentials, requestOptions);
	}

	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: Data,
		typeName: string,
		node: INode,
		credentialsExpired: boolean,
	): Promise<Data | undefined> {
		const type = this.type(typeName);
		const expirable = type.properties.find(
			({ type: kind, typeOptions }) => kind === 'hidden' && typeOptions?.expirable === true,
		)?.name;
		if (expirable === undefined || type.preAuthentication === undefined) return undefined;
		if (credentials[expirable] !== '' && !credentialsExpired) return undefined;
		const output = await type.preAuthentication.call(helpers, credentials);
		if (output[expirable] === undefined) return undefined;
		const details = node.credentials?.[typeName];
		if (details === undefined) return undefined;
		const row = await this.read(details);
		const merged = { ...row };
		for (const [key, value] of Object.entries(output)) {
			if (key === expirable || !isExpression(row[key])) merged[key] = value as Data[string];
		}
		const whole = { ...credentials, ...output } as Data;
		await this.updateCredentials(details, typeName, this.writing === 'merge' ? merged : whole);
		return Object.assign(credentials, output) as Data;
	}

	async runPreAuthentication(): Promise<undefined> {
		return undefined;
	}

	async getCredentials(): Promise<ICredentials> {
		throw new Error('not used here');
	}

	async getDecrypted(
		_additionalData: IWorkflowExecuteAdditionalData,
		details: INodeCredentialsDetails,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		raw?: boolean,
		resolve?: ICredentialsExpressionResolveValues,
	): Promise<Data> {
		this.reads += 1;
		const row = await this.read(details);
		if (raw) return row;
		const data = NodeHelpers.getNodeParameters(
			this.getCredentialsProperties(type),
			row as never,
			true,
			false,
			null,
			null,
		) as Data;
		if (resolve === undefined) return data;
		const { workflow, node, runExecutionData, runIndex, itemIndex, connectionInputData } = resolve;
		return workflow.expression.getParameterValue(
			data as never,
			runExecutionData,
			runIndex,
			itemIndex,
			node.name,
			connectionInputData,
			mode,
			{},
			executeData,
			false,
			data as never,
		) as Data;
	}

	async updateCredentials(
		details: INodeCredentialsDetails,
		_type: string,
		data: Data,
	): Promise<void> {
		await turn();
		this.writes += 1;
		this.rows.set(details.id ?? '', structuredClone(data));
	}

	async updateCredentialsOauthTokenData(): Promise<void> {}

	/** A row, and a place for the browser's edits. */
	row(id: string): Data {
		return this.rows.get(id) as Data;
	}

	private async read({ id }: INodeCredentialsDetails): Promise<Data> {
		await turn();
		const row = this.rows.get(id ?? '');
		if (row === undefined) throw new Error(`There is no credential ${String(id)}`);
		return structuredClone(row);
	}

	private type(name: string): ICredentialType {
		const type = this.types.get(name);
		if (type === undefined) throw new Error(`There is no credential type ${name}`);
		return type;
	}
}

async function turn(): Promise<void> {
	await new Promise((resolve) => setImmediate(resolve));
}
