import { client } from '../vite.shared.mjs';

export default client('developer', 5177);
