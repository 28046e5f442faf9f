import { client } from '../vite.shared.mjs';

export default client('caseworker', 5173);
