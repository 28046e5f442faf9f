export { hashOf, headers, identify, listen, request, run, session, type Document } from './client';
export { Fault, faultOf, type Code } from './fault';
export { ids, invalidate, newQueryClient, query, useAct, useLive } from './query';
