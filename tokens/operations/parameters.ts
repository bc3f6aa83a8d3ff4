import type {
	IDataObject,
	IExecuteFunctions,
	IGetNodeParameterOptions,
	IPollFunctions,
} from 'n8n-workflow';

/** A node's parameters, by item, and where it runs. */
export type Parameters = Pick<IExecuteFunctions, 'getNode' | 'getNodeParameter' | 'getWorkflow'>;

/** The parameters of a trigger, which has no items: every one is told the same. */
export function pollParameters(context: IPollFunctions): Parameters {
	const getNodeParameter = (
		name: string,
		_item?: number,
		fallback?: unknown,
		options?: IGetNodeParameterOptions,
	) => context.getNodeParameter(name, fallback, options) as IDataObject;
	return {
		getNode: () => context.getNode(),
		getWorkflow: () => context.getWorkflow(),
		getNodeParameter: getNodeParameter as Parameters['getNodeParameter'],
	};
}
